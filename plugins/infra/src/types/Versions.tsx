import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ResourceType, TypeVersion } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { importTypeRouteRef } from '../routes';
import { type Column, DataTable, Opened, ReasonedButton, Section, useFilters } from '../shared';
import { useText } from '../translations';
import { LifecycleLabel } from './labels';
import { LifecycleDialog } from './LifecycleDialog';
import { useReadType } from './queries';
import { useTypeRefusal } from './useTypeRefusal';
import { VersionDetail } from './VersionDetail';

const useStyles = makeStyles(theme => ({
  buttons: { display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0.5) },
}));

const PARAMETERS = ['version'] as const;

/** The versions of a type, and one of them in full. */
export function Versions({ type }: { type: ResourceType }) {
  const t = useText();
  const classes = useStyles();
  const navigate = useNavigate();
  const toImport = useRouteRef(importTypeRouteRef);
  const refusal = useTypeRefusal();
  const { values, update } = useFilters(PARAMETERS);
  const read = useReadType();
  const [asked, setAsked] = useState<string>();
  const newestFirst = [...type.versions].reverse();
  const shown = newestFirst.find(({ version }) => version === values.version) ?? newestFirst[0];
  const columns: Column<TypeVersion>[] = [
    { id: 'version', label: t('types.versions.version'), render: ({ version }) => version },
    {
      id: 'lifecycle',
      label: t('types.versions.lifecycle'),
      render: ({ lifecycle }) => <LifecycleLabel lifecycle={lifecycle} />,
    },
    {
      id: 'resources',
      label: t('types.versions.resources'),
      render: ({ resources }) => resources ?? '–',
      kind: 'number',
    },
    {
      id: 'actions',
      label: t('types.versions.actions'),
      kind: 'actions',
      render: one => (
        <span className={classes.buttons}>
          <ReasonedButton
            size="small"
            onClick={() => update({ version: one.version })}
            aria-label={t('types.versions.showOf', { version: one.version })}
          >
            {t('types.versions.show')}
          </ReasonedButton>
          <ReasonedButton
            size="small"
            reason={refusal}
            onClick={() => setAsked(one.version)}
            aria-label={t('types.versions.changeOf', { version: one.version })}
          >
            {t('types.versions.change')}
          </ReasonedButton>
        </span>
      ),
    },
  ];
  return (
    <>
      <Section
        title={t('types.versions.title')}
        actions={
          <ReasonedButton
            size="small"
            variant="outlined"
            reason={refusal}
            onClick={() => navigate(`${toImport()}?name=${encodeURIComponent(type.name)}`)}
          >
            {t('types.versions.add')}
          </ReasonedButton>
        }
        flush
      >
        <DataTable
          label={t('types.versions.list')}
          rows={newestFirst}
          rowKey={({ version }) => version}
          columns={columns}
        />
      </Section>
      {shown && <VersionDetail version={shown} />}
      {asked && (
        <Opened record={type} read={read} subject="resourceType">
          {opened => {
            const version = opened.versions.find(one => one.version === asked);
            return (
              version && (
                <LifecycleDialog
                  type={opened}
                  version={version}
                  onClose={() => setAsked(undefined)}
                />
              )
            );
          }}
        </Opened>
      )}
    </>
  );
}
