import { makeStyles } from '@material-ui/core/styles';
import type { Server } from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, useState } from 'react';
import { ADMIN_ROLES, isAdmin, useMe } from '../session';
import {
  type Column,
  DataTable,
  formatAmounts,
  Moment,
  Quiet,
  ReasonedButton,
  StatusLabel,
  useUnitsById,
} from '../shared';
import { useText } from '../translations';
import { AssignmentDialog } from './AssignmentDialog';
import type { Assignment } from './queries';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600 },
  seen: { whiteSpace: 'nowrap' },
  actions: { display: 'inline-flex', gap: theme.spacing(0.5) },
}));

/** Why assignments cannot be changed by the one who looks; undefined where they can. */
function useAssignmentRefusal(): string | undefined {
  const t = useText();
  const me = useMe().data;
  if (!me) return t('common.loading');
  return isAdmin(me)
    ? undefined
    : t('inventory.roleHint', { roles: ADMIN_ROLES.map(role => t(`role.${role}`)).join(', ') });
}

const actionsOf = ({ fieldId }: Server): Assignment['kind'][] =>
  fieldId ? ['swap', 'unassign'] : ['assign'];

export function ServerTable({ servers }: { servers: readonly Server[] }) {
  const t = useText();
  const classes = useStyles();
  const refusal = useAssignmentRefusal();
  const fields = useUnitsById(servers.flatMap(({ fieldId }) => fieldId ?? []));
  const [asked, setAsked] = useState<{ server: Server; kind: Assignment['kind'] }>();

  const columns: Column<Server>[] = [
    {
      id: 'name',
      label: t('inventory.column.name'),
      render: ({ name, serialNumber }) => (
        <Stacked first={<span className={classes.name}>{name}</span>} second={serialNumber} />
      ),
    },
    {
      id: 'hardware',
      label: t('inventory.column.hardware'),
      render: ({ vendor, product, deploymentCluster }) => (
        <Stacked
          first={[vendor, product].filter(Boolean).join(' ') || '–'}
          second={deploymentCluster && t('inventory.cluster', { cluster: deploymentCluster })}
        />
      ),
    },
    { id: 'site', label: t('inventory.column.site'), render: ({ site }) => site },
    {
      id: 'tier',
      label: t('inventory.column.tier'),
      render: ({ performanceTier }) => t(`tier.${performanceTier}`),
    },
    {
      id: 'capacity',
      label: t('inventory.column.capacity'),
      render: server => formatAmounts(t, server),
      kind: 'number',
    },
    {
      id: 'status',
      label: t('inventory.column.status'),
      render: ({ status, syncedAt }) => (
        <Stacked
          first={
            <StatusLabel tone={status === 'active' ? 'good' : 'bad'}>
              {t(`inventory.status.${status}`)}
            </StatusLabel>
          }
          second={
            <span className={classes.seen}>
              <Moment time={syncedAt} />
            </span>
          }
        />
      ),
    },
    {
      id: 'field',
      label: t('inventory.column.field'),
      render: ({ fieldId }) =>
        fieldId ? (fields.get(fieldId)?.name ?? '…') : <em>{t('inventory.free')}</em>,
    },
    {
      id: 'actions',
      label: t('inventory.column.actions'),
      kind: 'actions',
      render: server => (
        <span className={classes.actions}>
          {actionsOf(server).map(kind => (
            <ReasonedButton
              key={kind}
              size="small"
              reason={refusal}
              onClick={() => setAsked({ server, kind })}
              aria-label={`${t(`inventory.action.${kind}`)}: ${server.name}`}
            >
              {t(`inventory.action.${kind}`)}
            </ReasonedButton>
          ))}
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('inventory.list')}
        rows={servers}
        rowKey={({ id }) => id}
        columns={columns}
      />
      {asked && (
        <AssignmentDialog
          server={asked.server}
          kind={asked.kind}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function Stacked({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <div>
      <div>{first}</div>
      {second && (
        <Quiet variant="caption" component="div">
          {second}
        </Quiet>
      )}
    </div>
  );
}
