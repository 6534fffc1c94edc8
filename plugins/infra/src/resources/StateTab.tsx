import { makeStyles } from '@material-ui/core/styles';
import type { Resource, StateOverview } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryKeys, useInfraApi, useInfraMutation } from '../api';
import { ADMIN_ROLES } from '../session';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  download,
  Empty,
  Moment,
  Note,
  QueryView,
  Quiet,
  ReasonedButton,
  Section,
} from '../shared';
import { useText } from '../translations';
import { ActionButton } from './ActionButton';

type StateVersion = StateOverview['versions'][number];

const useStyles = makeStyles(theme => ({
  inset: { padding: theme.spacing(0, 2.5, 2) },
}));

function useStateOverview(resourceId: string) {
  const api = useInfraApi();
  return useQuery<StateOverview>({
    queryKey: queryKeys.state(resourceId),
    queryFn: ({ signal }) => api.getStateOverview({ params: { resourceId }, signal }),
  });
}

/** What the tool remembers of a resource, for administrators: its versions, and who holds the lock. */
export function StateTab({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const query = useStateOverview(resource.id);
  const [asked, setAsked] = useState<StateVersion>();
  return (
    <QueryView query={query} roles={ADMIN_ROLES}>
      {({ lock, versions }) => (
        <>
          <Section title={t('resources.stateFile.lock')}>
            <Lock resource={resource} lock={lock} />
          </Section>
          <Section title={t('resources.stateFile.title')} flush>
            <Quiet className={classes.inset}>{t('resources.stateFile.hint')}</Quiet>
            {versions.length === 0 ? (
              <Empty compact title={t('resources.stateFile.none.title')}>
                {t('resources.stateFile.none.hint')}
              </Empty>
            ) : (
              <Versions versions={versions} onDownload={setAsked} />
            )}
          </Section>
          {asked && (
            <DownloadDialog
              resource={resource}
              version={asked.version}
              onClose={() => setAsked(undefined)}
            />
          )}
        </>
      )}
    </QueryView>
  );
}

function Lock({ resource, lock }: { resource: Resource; lock: StateOverview['lock'] }) {
  const t = useText();
  if (!lock) return <Quiet>{t('resources.stateFile.unlocked')}</Quiet>;
  return (
    <Note tone="warning" action={<ActionButton resource={resource} action="unlock" size="small" />}>
      <p>
        {t('resources.stateFile.locked', {
          who: lock.who ?? t('resources.stateFile.someone'),
          operation: lock.operation ?? t('resources.stateFile.something'),
        })}
      </p>
      <p>
        <Moment time={lock.createdAt} />
      </p>
    </Note>
  );
}

interface VersionsProps {
  versions: readonly StateVersion[];
  onDownload: (version: StateVersion) => void;
}

function Versions({ versions, onDownload }: VersionsProps) {
  const t = useText();
  const columns: Column<StateVersion>[] = [
    {
      id: 'version',
      label: t('resources.stateFile.version'),
      render: ({ version }) => version,
    },
    {
      id: 'serial',
      label: t('resources.stateFile.serial'),
      render: ({ serial }) => serial ?? '–',
    },
    {
      id: 'size',
      label: t('resources.stateFile.size'),
      render: ({ size }) => t('resources.stateFile.bytes', { amount: size.toLocaleString() }),
    },
    {
      id: 'at',
      label: t('resources.stateFile.at'),
      render: ({ createdAt }) => <Moment time={createdAt} />,
    },
    {
      id: 'actions',
      label: t('resources.stateFile.actions'),
      kind: 'actions',
      render: one => (
        <ReasonedButton
          size="small"
          onClick={() => onDownload(one)}
          aria-label={t('resources.stateFile.downloadOf', { version: String(one.version) })}
        >
          {t('resources.stateFile.download')}
        </ReasonedButton>
      ),
    },
  ];
  return (
    <DataTable
      label={t('resources.stateFile.list')}
      rows={versions}
      rowKey={({ version }) => String(version)}
      columns={columns}
    />
  );
}

interface DownloadDialogProps {
  resource: Resource;
  version: number;
  onClose: () => void;
}

function DownloadDialog({ resource, version, onClose }: DownloadDialogProps) {
  const t = useText();
  const api = useInfraApi();
  const fetchState = useInfraMutation({
    mutate: () => api.downloadState({ params: { resourceId: resource.id, version } }),
    changes: () => [],
    onSuccess: state => {
      download(
        `${resource.name}-${version}.tfstate`,
        JSON.stringify(state, null, 2),
        'application/json',
      );
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('resources.stateFile.downloadTitle', { version: String(version) })}
      confirm={t('resources.stateFile.download')}
      isBusy={fetchState.isPending}
      error={fetchState.error}
      onClose={onClose}
      onConfirm={() => fetchState.mutate(undefined)}
    >
      <p>{t('resources.stateFile.downloadHint')}</p>
    </ConfirmDialog>
  );
}
