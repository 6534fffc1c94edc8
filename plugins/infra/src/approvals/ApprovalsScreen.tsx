import { makeStyles } from '@material-ui/core/styles';
import { type Approval, APPROVAL_STATUSES } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import {
  ChoiceField,
  type Column,
  DataTable,
  Empty,
  CostText,
  LoadMore,
  Moment,
  QueryView,
  Quiet,
  ScreenBody,
  Section,
  TabbedParts,
  useFilters,
  Who,
} from '../shared';
import { type Text, useText } from '../translations';
import { ApprovalLink, ApprovalMarks, ApprovalStatusLabel } from './labels';
import { type ApprovalFilter, useApprovals } from './queries';

const useStyles = makeStyles(theme => ({
  what: { display: 'grid', gap: theme.spacing(0.25), justifyItems: 'start' },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  status: { display: 'inline-grid', gap: theme.spacing(0.5), justifyItems: 'start' },
  filter: { padding: theme.spacing(0, 2.5, 2), '& > *': { minWidth: '12rem' } },
}));

/** What waits for a decision, and what was decided. */
export function ApprovalsScreen() {
  const t = useText();
  return (
    <ScreenBody title={t('approvals.title')} subtitle={t('approvals.subtitle')}>
      <TabbedParts
        label={t('approvals.tabs.label')}
        parts={[
          { name: 'mine', title: t('approvals.tabs.mine'), render: () => <Mine /> },
          { name: 'all', title: t('approvals.tabs.all'), render: () => <All /> },
        ]}
      />
    </ScreenBody>
  );
}

const MINE: ApprovalFilter = { mine: true };

function Mine() {
  const t = useText();
  return (
    <Section title={t('approvals.list')} isUntitled flush>
      <ApprovalList
        filter={MINE}
        empty={<Empty title={t('approvals.none.mine')}>{t('approvals.none.mineHint')}</Empty>}
      />
    </Section>
  );
}

const FILTERS = ['status'] as const;

function All() {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(FILTERS);
  const status = APPROVAL_STATUSES.find(one => one === values.status);
  return (
    <Section title={t('approvals.list')} isUntitled flush>
      <div role="search" className={classes.filter}>
        <ChoiceField
          label={t('approvals.filter.status')}
          value={status}
          choices={APPROVAL_STATUSES.map(one => [one, t(`approvals.status.${one}`)] as const)}
          onChange={next => update({ status: next })}
          anyLabel={t('approvals.filter.anyStatus')}
        />
      </div>
      <ApprovalList
        filter={{ status }}
        empty={
          status ? (
            <Empty filtered title={t('approvals.none.filtered')} />
          ) : (
            <Empty title={t('approvals.none.all')}>{t('approvals.none.allHint')}</Empty>
          )
        }
      />
    </Section>
  );
}

function WhatCell({ approval }: { approval: Approval }) {
  const classes = useStyles();
  return (
    <div className={classes.what}>
      <span className={classes.name}>
        <ApprovalLink approval={approval} />
      </span>
      <Quiet variant="caption">
        {approval.resource.type} {approval.resource.version}
      </Quiet>
    </div>
  );
}

function StatusCell({ approval }: { approval: Approval }) {
  return (
    <div className={useStyles().status}>
      <ApprovalStatusLabel status={approval.status} />
      <ApprovalMarks approval={approval} />
    </div>
  );
}

const columnsOf = (t: Text): Column<Approval>[] => [
  {
    id: 'what',
    label: t('approvals.column.what'),
    render: approval => <WhatCell approval={approval} />,
  },
  {
    id: 'team',
    label: t('approvals.column.team'),
    render: ({ resource }) => [resource.unitName, resource.site].filter(Boolean).join(', '),
  },
  {
    id: 'status',
    label: t('approvals.column.status'),
    render: approval => <StatusCell approval={approval} />,
  },
  {
    id: 'cost',
    label: t('approvals.column.cost'),
    render: ({ cost }) => <CostText cost={cost} />,
    kind: 'number',
  },
  {
    id: 'by',
    label: t('approvals.column.by'),
    render: ({ requestedBy }) => <Who entityRef={requestedBy} />,
  },
  {
    id: 'opened',
    label: t('approvals.column.opened'),
    render: ({ openedAt }) => <Moment time={openedAt} />,
  },
];

function ApprovalList({ filter, empty }: { filter: ApprovalFilter; empty: ReactNode }) {
  const t = useText();
  const query = useApprovals(filter);
  return (
    <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={empty}>
      {({ items }) => (
        <>
          <DataTable
            label={t('approvals.list')}
            rows={items}
            rowKey={({ id }) => id}
            columns={columnsOf(t)}
          />
          <LoadMore query={query} />
        </>
      )}
    </QueryView>
  );
}
