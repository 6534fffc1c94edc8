import { makeStyles } from '@material-ui/core/styles';
import type { Integration, IntegrationType } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import {
  type Column,
  DataTable,
  Empty,
  LoadMore,
  Moment,
  Opened,
  QueryView,
  Quiet,
  ReasonedButton,
  Section,
  StatusLabel,
  useUnitsById,
} from '../shared';
import { useText } from '../translations';
import { DeleteIntegrationDialog } from './DeleteIntegrationDialog';
import { IntegrationDialog } from './IntegrationDialog';
import { useIntegrations, useIntegrationTypes, useReadIntegration } from './queries';
import { useKeeping } from './useKeeping';
import { ValidateButton } from './ValidateButton';

const useStyles = makeStyles(theme => ({
  buttons: { display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0.5) },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
}));

export function IntegrationsTab() {
  const t = useText();
  const query = useIntegrations();
  const types = useIntegrationTypes();
  const { keepsAny } = useKeeping();
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title={t('integrations.list')}
      actions={
        <ReasonedButton
          variant="contained"
          color="primary"
          reason={keepsAny ? undefined : t('integrations.mayNot')}
          onClick={() => setAdding(true)}
        >
          {t('integrations.add')}
        </ReasonedButton>
      }
      flush
    >
      <QueryView query={types}>
        {kinds => (
          <>
            <QueryView
              query={query}
              isEmpty={({ items }) => items.length === 0}
              empty={
                <Empty title={t('integrations.empty.title')}>{t('integrations.empty.hint')}</Empty>
              }
            >
              {({ items }) => (
                <>
                  <IntegrationTable integrations={items} types={kinds} />
                  <LoadMore query={query} />
                </>
              )}
            </QueryView>
            {isAdding && <IntegrationDialog types={kinds} onClose={() => setAdding(false)} />}
          </>
        )}
      </QueryView>
    </Section>
  );
}

interface IntegrationTableProps {
  integrations: readonly Integration[];
  types: readonly IntegrationType[];
}

type Asked = { integration: Integration; what: 'edit' | 'delete' };

function IntegrationTable({ integrations, types }: IntegrationTableProps) {
  const t = useText();
  const classes = useStyles();
  const { keeps } = useKeeping();
  const units = useUnitsById(integrations.flatMap(({ unitId }) => unitId ?? []));
  const read = useReadIntegration();
  const [asked, setAsked] = useState<Asked>();
  const typeOf = ({ type }: Integration) => types.find(one => one.type === type);
  const refusalOf = ({ unitId }: Integration) =>
    keeps(unitId) ? undefined : t('integrations.mayNot');
  const columns: Column<Integration>[] = [
    {
      id: 'name',
      label: t('integrations.column.name'),
      render: ({ name }) => <span className={classes.name}>{name}</span>,
    },
    {
      id: 'type',
      label: t('integrations.column.type'),
      render: integration => typeOf(integration)?.title ?? integration.type,
    },
    {
      id: 'unit',
      label: t('integrations.column.unit'),
      render: ({ unitId }) =>
        unitId ? (units.get(unitId)?.name ?? '…') : t('integrations.everybody'),
    },
    {
      id: 'usedBy',
      label: t('integrations.column.usedBy'),
      render: ({ usedBy }) => t('integrations.usedBy', { count: usedBy }),
    },
    {
      id: 'validated',
      label: t('integrations.column.validated'),
      render: integration => <Validated integration={integration} />,
    },
    {
      id: 'actions',
      label: t('integrations.column.actions'),
      kind: 'actions',
      render: integration => (
        <span className={classes.buttons}>
          <ValidateButton
            integration={integration}
            type={typeOf(integration)}
            refusal={refusalOf(integration)}
          />
          <ReasonedButton
            size="small"
            reason={refusalOf(integration)}
            onClick={() => setAsked({ integration, what: 'edit' })}
            aria-label={t('integrations.editOf', { name: integration.name })}
          >
            {t('integrations.edit')}
          </ReasonedButton>
          <ReasonedButton
            size="small"
            reason={refusalOf(integration)}
            onClick={() => setAsked({ integration, what: 'delete' })}
            aria-label={t('integrations.deleteOf', { name: integration.name })}
          >
            {t('integrations.delete')}
          </ReasonedButton>
        </span>
      ),
    },
  ];
  const close = () => setAsked(undefined);
  return (
    <>
      <DataTable
        label={t('integrations.list')}
        rows={integrations}
        rowKey={({ id }) => id}
        columns={columns}
      />
      {asked && (
        <Opened record={asked.integration} read={read} subject="integration">
          {opened =>
            asked.what === 'edit' ? (
              <IntegrationDialog types={types} integration={opened} onClose={close} />
            ) : (
              <DeleteIntegrationDialog integration={opened} onClose={close} />
            )
          }
        </Opened>
      )}
    </>
  );
}

function Validated({
  integration: { validatedAt, validationError },
}: {
  integration: Integration;
}) {
  const t = useText();
  if (!validatedAt) return <Quiet component="span">{t('integrations.unchecked')}</Quiet>;
  return (
    <StatusLabel tone={validationError ? 'bad' : 'good'}>
      <Moment time={validatedAt} />
      {validationError && `: ${validationError}`}
    </StatusLabel>
  );
}
