import type { RoleBinding, Unit } from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, useState } from 'react';
import { ADMIN_ROLES } from '../session';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  LoadMore,
  Moment,
  QueryView,
  ReasonedButton,
  Section,
  useNotify,
  useUnitsById,
  Who,
} from '../shared';
import { useText } from '../translations';
import { GiveRoleDialog } from './GiveRoleDialog';
import { useRoleBindings, useTakeRole } from './queries';
import { useEditRefusal } from './useEditRefusal';

interface RoleBindingListProps {
  title: string;
  /** Only those over this unit. */
  unit?: Unit;
  empty: ReactNode;
}

/** Roles that an administrator gave by hand. */
export function RoleBindingList({ title, unit, empty }: RoleBindingListProps) {
  const t = useText();
  const query = useRoleBindings(unit?.id);
  const refusal = useEditRefusal();
  const [isGiving, setGiving] = useState(false);
  return (
    <Section
      title={title}
      flush
      actions={
        <ReasonedButton
          size="small"
          variant="outlined"
          reason={refusal}
          onClick={() => setGiving(true)}
        >
          {t('organisation.roles.give')}
        </ReasonedButton>
      }
    >
      <QueryView
        query={query}
        roles={ADMIN_ROLES}
        isEmpty={({ items }) => items.length === 0}
        empty={empty}
      >
        {({ items }) => (
          <>
            <Bindings bindings={items} withoutUnit={unit !== undefined} refusal={refusal} />
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
      {isGiving && <GiveRoleDialog unit={unit} onClose={() => setGiving(false)} />}
    </Section>
  );
}

interface BindingsProps {
  bindings: readonly RoleBinding[];
  withoutUnit: boolean;
  refusal: string | undefined;
}

function Bindings({ bindings, withoutUnit, refusal }: BindingsProps) {
  const t = useText();
  const units = useUnitsById(bindings.flatMap(({ unitId }) => unitId ?? []));
  const [asked, setAsked] = useState<RoleBinding>();
  const columns: Column<RoleBinding>[] = [
    {
      id: 'user',
      label: t('organisation.roles.column.user'),
      render: ({ userRef }) => <Who entityRef={userRef} />,
    },
    {
      id: 'role',
      label: t('organisation.roles.column.role'),
      render: ({ role }) => t(`role.${role}`),
    },
    {
      id: 'unit',
      label: t('organisation.roles.column.unit'),
      render: ({ unitId }) =>
        unitId ? (units.get(unitId)?.name ?? '…') : t('organisation.roles.everywhere'),
    },
    {
      id: 'until',
      label: t('organisation.roles.column.until'),
      render: ({ expiresAt }) =>
        expiresAt ? <Moment time={expiresAt} /> : t('organisation.roles.never'),
    },
    {
      id: 'by',
      label: t('organisation.roles.column.by'),
      render: ({ createdBy }) => <Who entityRef={createdBy} />,
    },
    {
      id: 'actions',
      label: t('organisation.roles.column.actions'),
      kind: 'actions',
      render: binding => (
        <ReasonedButton
          size="small"
          reason={refusal}
          onClick={() => setAsked(binding)}
          aria-label={`${t('organisation.roles.take')}: ${binding.userRef}, ${t(`role.${binding.role}`)}`}
        >
          {t('organisation.roles.take')}
        </ReasonedButton>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('organisation.roles.list')}
        rows={bindings}
        rowKey={({ id }) => id}
        columns={columns.filter(({ id }) => !withoutUnit || id !== 'unit')}
      />
      {asked && <TakeRoleDialog binding={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function TakeRoleDialog({ binding, onClose }: { binding: RoleBinding; onClose: () => void }) {
  const t = useText();
  const notify = useNotify();
  const take = useTakeRole();
  const texts = { role: t(`role.${binding.role}`), user: binding.userRef };
  return (
    <ConfirmDialog
      title={t('organisation.roles.takeTitle', texts)}
      confirm={t('organisation.roles.take')}
      isDangerous
      isBusy={take.isPending}
      error={take.error}
      onClose={onClose}
      onConfirm={() =>
        take.mutate(binding, {
          onSuccess: () => {
            notify(t('organisation.roles.taken', texts));
            onClose();
          },
        })
      }
    />
  );
}
