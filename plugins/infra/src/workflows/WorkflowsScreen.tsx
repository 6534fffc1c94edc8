import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import Switch from '@material-ui/core/Switch';
import {
  WORKFLOW_STATUSES,
  workflowKindSchema,
  type WorkflowSummary,
} from '@bailiwick/backstage-plugin-infra-common';
import { blueprintsRouteRef } from '../routes';
import { useMe } from '../session';
import {
  ChoiceField,
  type Column,
  DataTable,
  Empty,
  FilterFields,
  LoadMore,
  Moment,
  QueryView,
  Quiet,
  ScreenBody,
  Section,
  UnitSelect,
  useFilters,
  Who,
} from '../shared';
import { type Text, useText } from '../translations';
import { WorkflowLink, WorkflowStatusLabel } from './labels';
import { useWorkflows } from './queries';

const useStyles = makeStyles({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  reason: { display: 'block', maxWidth: '28rem', overflowWrap: 'anywhere' },
});

const FILTERS = ['kind', 'status', 'unitId', 'mine'] as const;
const KINDS = workflowKindSchema.options;

/** Workflows that one may read. */
export function WorkflowsScreen() {
  const t = useText();
  const toBlueprints = useRouteRef(blueprintsRouteRef);
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const me = useMe().data;
  const kind = KINDS.find(one => one === values.kind);
  const status = WORKFLOW_STATUSES.find(one => one === values.status);
  const requestedBy = values.mine ? me?.userRef : undefined;
  const query = useWorkflows(
    { kind, status, unitId: values.unitId, requestedBy },
    !values.mine || me !== undefined,
  );
  const use = (
    <LinkButton to={toBlueprints()} color="primary" variant="contained">
      {t('workflows.useBlueprint')}
    </LinkButton>
  );
  return (
    <ScreenBody title={t('workflows.title')} subtitle={t('workflows.subtitle')} actions={use}>
      <Section title={t('workflows.list')} isUntitled flush>
        <FilterFields isFiltered={isFiltered} onClear={clear}>
          <ChoiceField
            label={t('workflows.filter.kind')}
            value={kind}
            choices={KINDS.map(one => [one, t(`workflows.kind.${one}`)] as const)}
            onChange={next => update({ kind: next })}
            anyLabel={t('workflows.filter.anyKind')}
          />
          <ChoiceField
            label={t('workflows.filter.status')}
            value={status}
            choices={WORKFLOW_STATUSES.map(one => [one, t(`workflows.status.${one}`)] as const)}
            onChange={next => update({ status: next })}
            anyLabel={t('workflows.filter.anyStatus')}
          />
          <UnitSelect
            label={t('workflows.filter.unit')}
            value={values.unitId}
            onChange={unit => update({ unitId: unit?.id })}
            size="small"
          />
          <FormControlLabel
            control={
              <Switch
                color="primary"
                checked={Boolean(values.mine)}
                onChange={(_, checked) => update({ mine: checked ? 'yes' : undefined })}
              />
            }
            label={t('workflows.filter.mine')}
          />
        </FilterFields>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            isFiltered ? (
              <Empty filtered title={t('workflows.empty.filtered')} />
            ) : (
              <Empty title={t('workflows.empty.title')} action={use}>
                {t('workflows.empty.hint')}
              </Empty>
            )
          }
        >
          {({ items }) => (
            <>
              <DataTable
                label={t('workflows.list')}
                rows={items}
                rowKey={({ id }) => id}
                columns={columnsOf(t)}
              />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}

function TitleCell({ workflow }: { workflow: WorkflowSummary }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>
        <WorkflowLink workflow={workflow} />
      </div>
      {workflow.blueprint && (
        <Quiet variant="caption">{t('workflows.from', { blueprint: workflow.blueprint })}</Quiet>
      )}
    </div>
  );
}

function StatusCell({ workflow: { status, reason } }: { workflow: WorkflowSummary }) {
  const classes = useStyles();
  return (
    <div>
      <WorkflowStatusLabel status={status} />
      {reason && (
        <Quiet variant="caption" className={classes.reason}>
          {reason}
        </Quiet>
      )}
    </div>
  );
}

function columnsOf(t: Text): Column<WorkflowSummary>[] {
  return [
    {
      id: 'title',
      label: t('workflows.column.title'),
      render: workflow => <TitleCell workflow={workflow} />,
    },
    {
      id: 'status',
      label: t('workflows.column.status'),
      render: workflow => <StatusCell workflow={workflow} />,
    },
    {
      id: 'by',
      label: t('workflows.column.by'),
      render: ({ requestedBy }) => <Who entityRef={requestedBy} />,
    },
    {
      id: 'created',
      label: t('workflows.column.created'),
      render: ({ createdAt }) => <Moment time={createdAt} />,
    },
    {
      id: 'finished',
      label: t('workflows.column.finished'),
      render: ({ finishedAt }) => (finishedAt ? <Moment time={finishedAt} /> : '–'),
    },
  ];
}
