import type { CloudOption } from '@bailiwick/backstage-plugin-infra-common';
import { type Column, DataTable } from '../shared';
import { useText } from '../translations';
import { moneyText } from './money';

type CostPart = CloudOption['parts'][number];

interface CostTableProps {
  label: string;
  parts: readonly CostPart[];
  currency: string | undefined;
}

/** What makes up a monthly estimate. */
export function CostTable({ label, parts, currency }: CostTableProps) {
  const t = useText();
  const columns: Column<CostPart>[] = [
    { id: 'service', label: t('clouds.cost.service'), render: ({ service }) => service },
    {
      id: 'capability',
      label: t('clouds.cost.capability'),
      render: ({ capability }) => capability,
    },
    { id: 'details', label: t('clouds.cost.details'), render: ({ details }) => details ?? '–' },
    {
      id: 'free',
      label: t('clouds.cost.freeTier'),
      render: ({ freeTier }) => freeTier ?? '–',
    },
    {
      id: 'cost',
      label: t('clouds.cost.monthly'),
      kind: 'number',
      render: ({ monthlyCost }) => moneyText(monthlyCost, currency),
    },
  ];
  return (
    <DataTable
      label={label}
      rows={parts}
      rowKey={({ capability, service }) => `${capability} ${service}`}
      columns={columns}
    />
  );
}
