import { Link, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Blueprint, BlueprintInput } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { blueprintsRouteRef, editBlueprintRouteRef, requestBlueprintRouteRef } from '../routes';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  Facts,
  Moment,
  Opened,
  QueryView,
  Quiet,
  ReasonedButton,
  ScreenBody,
  Section,
  useNotify,
  Who,
} from '../shared';
import { type Text, useText } from '../translations';
import { StepsPicture } from '../workflows/StepsPicture';
import { NodeTable } from './NodeTable';
import {
  useBlueprint,
  useBlueprintRefusal,
  useDeleteBlueprint,
  useReadBlueprint,
  useTypesByName,
} from './queries';

/** One blueprint, in the address of which its name is. */
export function BlueprintScreen() {
  const { name = '' } = useParams();
  const t = useText();
  const toBlueprints = useRouteRef(blueprintsRouteRef);
  const query = useBlueprint(name);
  return (
    <ScreenBody
      title={query.data?.title ?? t('blueprints.title')}
      subtitle={
        <>
          <Link to={toBlueprints()}>{t('blueprints.back')}</Link>
          {query.data?.description && <div>{query.data.description}</div>}
        </>
      }
      actions={query.data && <Actions blueprint={query.data} />}
    >
      <QueryView query={query}>{blueprint => <Parts blueprint={blueprint} />}</QueryView>
    </ScreenBody>
  );
}

function Actions({ blueprint }: { blueprint: Blueprint }) {
  const { name } = blueprint;
  const t = useText();
  const navigate = useNavigate();
  const toRequest = useRouteRef(requestBlueprintRouteRef);
  const toEdit = useRouteRef(editBlueprintRouteRef);
  const refusal = useBlueprintRefusal();
  const read = useReadBlueprint();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <LinkButton to={toRequest({ name })} variant="contained" color="primary">
        {t('blueprints.request')}
      </LinkButton>
      <ReasonedButton
        variant="outlined"
        reason={refusal}
        onClick={() => navigate(toEdit({ name }))}
      >
        {t('blueprints.edit')}
      </ReasonedButton>
      <ReasonedButton variant="outlined" reason={refusal} onClick={() => setDeleting(true)}>
        {t('common.delete')}
      </ReasonedButton>
      {isDeleting && (
        <Opened record={blueprint} read={read} subject="blueprint">
          {opened => <DeleteDialog blueprint={opened} onClose={() => setDeleting(false)} />}
        </Opened>
      )}
    </>
  );
}

interface DeleteDialogProps {
  blueprint: Blueprint;
  onClose: () => void;
}

function DeleteDialog({ blueprint, onClose }: DeleteDialogProps) {
  const { title } = blueprint;
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const toBlueprints = useRouteRef(blueprintsRouteRef);
  const remove = useDeleteBlueprint(() => {
    notify(t('blueprints.deleted', { name: title }));
    navigate(toBlueprints());
  });
  return (
    <ConfirmDialog
      title={t('blueprints.confirmDelete', { name: title })}
      confirm={t('common.delete')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(blueprint)}
    >
      <p>{t('blueprints.confirmDeleteHint')}</p>
    </ConfirmDialog>
  );
}

function Parts({ blueprint }: { blueprint: Blueprint }) {
  const t = useText();
  const types = useTypesByName();
  return (
    <>
      {blueprint.nodes.length > 1 && (
        <Section title={t('blueprints.picture')} flush>
          <StepsPicture
            label={t('blueprints.pictureLabel', { name: blueprint.title })}
            steps={blueprint.nodes.map(({ key, type, parents }) => ({
              ...{ id: key, name: key, after: parents },
              type: types.get(type)?.title ?? type,
            }))}
          />
        </Section>
      )}
      <Section title={t('blueprints.nodes')} flush>
        <NodeTable blueprint={blueprint} types={types} />
      </Section>
      <Section title={t('blueprints.inputs.title')} flush={blueprint.inputs.length > 0}>
        {blueprint.inputs.length === 0 ? (
          <Quiet>{t('blueprints.inputs.none')}</Quiet>
        ) : (
          <DataTable
            label={t('blueprints.inputs.title')}
            rows={blueprint.inputs}
            rowKey={({ name }) => name}
            columns={columnsOf(t)}
          />
        )}
      </Section>
      <Section title={t('blueprints.details')}>
        <Facts
          facts={[
            [t('field.name'), <code>{blueprint.name}</code>],
            [t('blueprints.by'), <Who entityRef={blueprint.createdBy} />],
            [t('blueprints.column.updated'), <Moment time={blueprint.updatedAt} />],
          ]}
        />
      </Section>
    </>
  );
}

function columnsOf(t: Text): Column<BlueprintInput>[] {
  return [
    {
      id: 'title',
      label: t('blueprints.inputs.label'),
      render: ({ title, description }) => (
        <div>
          {title}
          {description && (
            <Quiet variant="caption" component="div">
              {description}
            </Quiet>
          )}
        </div>
      ),
    },
    {
      id: 'type',
      label: t('blueprints.inputs.type'),
      render: ({ type }) => t(`blueprints.inputs.types.${type}`),
    },
    {
      id: 'default',
      label: t('blueprints.inputs.defaultShort'),
      render: ({ default: value }) =>
        value === undefined ? t('blueprints.inputs.required') : String(value),
    },
  ];
}
