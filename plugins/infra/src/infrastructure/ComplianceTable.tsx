import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ComplianceCount } from '@bailiwick/backstage-plugin-infra-common';
import { typeRouteRef } from '../routes';
import { type Column, DataTable, Empty, QueryView } from '../shared';
import { useText } from '../translations';
import { useCompliance } from './queries';

function TypeLink({ count: { type, title } }: { count: ComplianceCount }) {
  const toType = useRouteRef(typeRouteRef);
  return <Link to={toType({ name: type })}>{title}</Link>;
}

/** How the resources stand that one may read, by their type. */
export function ComplianceTable() {
  const t = useText();
  const query = useCompliance();
  const number = (
    id: 'resources' | 'active' | 'deprecated' | 'ended' | 'drifted' | 'stale' | 'failed',
    valueOf: (count: ComplianceCount) => number,
  ): Column<ComplianceCount> => ({
    id,
    label: t(`overview.compliance.${id}`),
    render: count => valueOf(count).toLocaleString(),
    kind: 'number',
  });
  const columns: Column<ComplianceCount>[] = [
    {
      id: 'type',
      label: t('overview.compliance.type'),
      render: count => <TypeLink count={count} />,
    },
    number('resources', ({ resources }) => resources),
    number('active', ({ versions }) => versions.active + versions.preview),
    number('deprecated', ({ versions }) => versions.deprecated),
    number('ended', ({ versions }) => versions.archived + versions.missing),
    number('drifted', ({ drifted }) => drifted),
    number('stale', ({ stale }) => stale),
    number('failed', ({ failed }) => failed),
  ];
  return (
    <QueryView
      query={query}
      isEmpty={({ total }) => total.length === 0}
      empty={<Empty compact title={t('overview.compliance.none')} />}
    >
      {({ total }) => (
        <DataTable
          label={t('overview.compliance.list')}
          rows={total}
          rowKey={({ type }) => type}
          columns={columns}
        />
      )}
    </QueryView>
  );
}
