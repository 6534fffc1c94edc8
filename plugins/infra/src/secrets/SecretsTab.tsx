import { makeStyles } from '@material-ui/core/styles';
import type { Secret } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useKeeping } from '../integrations/useKeeping';
import {
  type Column,
  DataTable,
  Empty,
  LoadMore,
  Moment,
  Opened,
  QueryView,
  ReasonedButton,
  Section,
  UnitSelect,
  useFilters,
  useUnitsById,
} from '../shared';
import { useText } from '../translations';
import { useReadSecret, useSecrets } from './queries';
import { CreateSecretDialog, DeleteSecretDialog, RotateSecretDialog } from './SecretDialogs';

const useStyles = makeStyles(theme => ({
  filter: { padding: theme.spacing(0, 2.5, 2), maxWidth: '20rem' },
  buttons: { display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0.5) },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
}));

const FILTERS = ['unitId'] as const;

/** Names of secrets; what they are is not shown to anybody. */
export function SecretsTab() {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(FILTERS);
  const query = useSecrets(values.unitId);
  const { keepsAny } = useKeeping();
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title={t('secrets.list')}
      actions={
        <ReasonedButton
          variant="contained"
          color="primary"
          reason={keepsAny ? undefined : t('secrets.mayNot')}
          onClick={() => setAdding(true)}
        >
          {t('secrets.add')}
        </ReasonedButton>
      }
      flush
    >
      <div role="search" className={classes.filter}>
        <UnitSelect
          label={t('secrets.column.unit')}
          value={values.unitId}
          onChange={unit => update({ unitId: unit?.id })}
          size="small"
        />
      </div>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={t('secrets.empty.title')}>{t('secrets.empty.hint')}</Empty>}
      >
        {({ items }) => (
          <>
            <SecretTable secrets={items} />
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
      {isAdding && <CreateSecretDialog unitId={values.unitId} onClose={() => setAdding(false)} />}
    </Section>
  );
}

type Asked = { secret: Secret; what: 'rotate' | 'delete' };

function SecretTable({ secrets }: { secrets: readonly Secret[] }) {
  const t = useText();
  const classes = useStyles();
  const { keeps } = useKeeping();
  const units = useUnitsById(secrets.map(({ unitId }) => unitId));
  const read = useReadSecret();
  const [asked, setAsked] = useState<Asked>();
  const refusalOf = ({ unitId }: Secret) => (keeps(unitId) ? undefined : t('secrets.mayNot'));
  const columns: Column<Secret>[] = [
    {
      id: 'name',
      label: t('secrets.column.name'),
      render: ({ name }) => <span className={classes.name}>{name}</span>,
    },
    {
      id: 'unit',
      label: t('secrets.column.unit'),
      render: ({ unitId }) => units.get(unitId)?.name ?? '…',
    },
    {
      id: 'description',
      label: t('secrets.column.description'),
      render: ({ description }) => description || '–',
    },
    { id: 'version', label: t('secrets.column.version'), render: ({ version }) => version },
    {
      id: 'changed',
      label: t('secrets.column.changed'),
      render: ({ updatedAt }) => <Moment time={updatedAt} />,
    },
    {
      id: 'actions',
      label: t('secrets.column.actions'),
      kind: 'actions',
      render: secret => (
        <span className={classes.buttons}>
          <ReasonedButton
            size="small"
            reason={refusalOf(secret)}
            onClick={() => setAsked({ secret, what: 'rotate' })}
            aria-label={t('secrets.rotateOf', { name: secret.name })}
          >
            {t('secrets.rotate')}
          </ReasonedButton>
          <ReasonedButton
            size="small"
            reason={refusalOf(secret)}
            onClick={() => setAsked({ secret, what: 'delete' })}
            aria-label={t('secrets.deleteOf', { name: secret.name })}
          >
            {t('secrets.delete')}
          </ReasonedButton>
        </span>
      ),
    },
  ];
  const close = () => setAsked(undefined);
  return (
    <>
      <DataTable
        label={t('secrets.list')}
        rows={secrets}
        rowKey={({ id }) => id}
        columns={columns}
      />
      {asked && (
        <Opened record={asked.secret} read={read} subject="secret">
          {opened =>
            asked.what === 'rotate' ? (
              <RotateSecretDialog secret={opened} onClose={close} />
            ) : (
              <DeleteSecretDialog secret={opened} onClose={close} />
            )
          }
        </Opened>
      )}
    </>
  );
}
