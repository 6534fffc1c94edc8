import { makeStyles } from '@material-ui/core/styles';
import {
  hasFailed,
  type RESOURCE_SORTS,
  type Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Column, DataTable, CostText, Moment, Quiet, type Selection } from '../shared';
import { type Text, useText } from '../translations';
import { PositionLabel } from './positions';
import { ResourceLink } from './ResourceLink';

const useStyles = makeStyles({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  reason: { display: 'block', maxWidth: '26rem', overflowWrap: 'anywhere' },
});

export type ResourceSort = (typeof RESOURCE_SORTS)[number];

function NameCell({ resource }: { resource: Resource }) {
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>
        <ResourceLink resource={resource} />
      </div>
      {resource.externalName && resource.externalName !== resource.name && (
        <Quiet variant="caption">{resource.externalName}</Quiet>
      )}
    </div>
  );
}

function StatusCell({ resource }: { resource: Resource }) {
  const classes = useStyles();
  return (
    <div>
      <PositionLabel position={resource} />
      {hasFailed(resource) && resource.statusReason && (
        <Quiet variant="caption" className={classes.reason}>
          {resource.statusReason}
        </Quiet>
      )}
    </div>
  );
}

const columnsOf = (t: Text): Column<Resource, ResourceSort>[] => [
  {
    id: 'name',
    label: t('resources.column.name'),
    render: resource => <NameCell resource={resource} />,
    sort: { ascending: 'name', descending: '-name' },
  },
  { id: 'type', label: t('resources.column.type'), render: ({ type }) => type },
  { id: 'team', label: t('resources.column.team'), render: ({ unitName }) => unitName },
  { id: 'site', label: t('resources.column.site'), render: ({ site }) => site ?? '–' },
  {
    id: 'status',
    label: t('resources.column.status'),
    render: resource => <StatusCell resource={resource} />,
  },
  {
    id: 'cost',
    label: t('resources.column.cost'),
    render: ({ cost }) => <CostText cost={cost} />,
    kind: 'number',
  },
  {
    id: 'updated',
    label: t('resources.column.updated'),
    render: ({ updatedAt }) => <Moment time={updatedAt} />,
    sort: { ascending: 'updatedAt', descending: '-updatedAt' },
  },
];

interface ResourceTableProps {
  resources: readonly Resource[];
  /** Which columns to leave out, where the place says it already. */
  without?: readonly ('type' | 'team' | 'site' | 'cost' | 'updated')[];
  sort?: ResourceSort;
  onSort?: (sort: ResourceSort) => void;
  /** Lets resources be marked. */
  selection?: Omit<Selection<Resource>, 'nameOf'>;
}

const nameOf = ({ name }: Resource) => name;

export function ResourceTable(props: ResourceTableProps) {
  const { resources, without = [], sort, onSort, selection } = props;
  const t = useText();
  const columns = columnsOf(t).filter(({ id }) => !without.some(left => left === id));
  return (
    <DataTable
      label={t('resources.list')}
      rows={resources}
      rowKey={({ id }) => id}
      columns={columns}
      sort={sort}
      onSort={onSort}
      selection={selection && { ...selection, nameOf }}
    />
  );
}
