import MenuItem from '@material-ui/core/MenuItem';
import {
  entityRefSchema,
  type Role,
  ROLES,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { levelOf, levelOfRole, useLevels } from '../session';
import { ConfirmDialog, TextInput, UnitSelect, useNotify } from '../shared';
import { useText } from '../translations';
import { useGiveRole } from './queries';

/** A plain name stands for the user of that name; undefined where the text can be neither. */
export function userRefOf(text: string): string | undefined {
  const trimmed = text.trim();
  const ref = trimmed.includes(':') ? trimmed : `user:default/${trimmed}`;
  return trimmed !== '' && entityRefSchema.safeParse(ref).success ? ref.toLowerCase() : undefined;
}

/** The last moment of a day, in the time zone of the one who chose it. */
export const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString();

interface GiveRoleDialogProps {
  /** Over this unit; any where it is left out. */
  unit?: Unit;
  onClose: () => void;
}

export function GiveRoleDialog({ unit, onClose }: GiveRoleDialogProps) {
  const t = useText();
  const notify = useNotify();
  const levels = useLevels();
  const give = useGiveRole();
  // Over a given unit only the roles of its level make sense.
  const roles = ROLES.filter(role => !unit || levelOfRole(role, levels) === levelOf(unit));
  const [user, setUser] = useState('');
  const [role, setRole] = useState<Role | ''>(roles.length === 1 ? roles[0] : '');
  const [chosenUnit, setChosenUnit] = useState(unit);
  const [until, setUntil] = useState('');

  const userRef = userRefOf(user);
  const level = role === '' ? undefined : levelOfRole(role, levels);
  const needsUnit = level !== undefined;
  const isIncomplete = !userRef || role === '' || (needsUnit && !chosenUnit);

  const confirm = () => {
    if (!userRef || role === '') return;
    give.mutate(
      {
        userRef,
        role,
        unitId: needsUnit ? chosenUnit?.id : undefined,
        expiresAt: until ? endOfDay(until) : undefined,
      },
      {
        onSuccess: () => {
          notify(t('organisation.roles.dialog.done', { user: userRef, role: t(`role.${role}`) }));
          onClose();
        },
      },
    );
  };

  return (
    <ConfirmDialog
      title={t('organisation.roles.dialog.title')}
      confirm={t('organisation.roles.dialog.confirm')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={give.isPending}
      isIncomplete={isIncomplete}
      error={give.error}
    >
      <TextInput
        required
        label={t('organisation.roles.dialog.user')}
        value={user}
        onChange={event => setUser(event.target.value)}
        error={user !== '' && !userRef}
        helperText={
          user !== '' && !userRef
            ? t('organisation.roles.dialog.invalidUser')
            : t('organisation.roles.dialog.userHint')
        }
        variant="outlined"
        inputProps={{ spellCheck: false }}
      />
      <TextInput
        select
        required
        label={t('organisation.roles.dialog.role')}
        value={role}
        onChange={event => {
          setRole(roles.find(name => name === event.target.value) ?? '');
          if (!unit) setChosenUnit(undefined);
        }}
        variant="outlined"
      >
        {roles.map(name => (
          <MenuItem key={name} value={name}>
            {t(`role.${name}`)}
          </MenuItem>
        ))}
      </TextInput>
      {needsUnit && !unit && (
        <UnitSelect
          key={level}
          label={t('organisation.roles.dialog.unit')}
          value={chosenUnit?.id}
          onChange={setChosenUnit}
          filter={{ kind: levels[level] }}
          required
        />
      )}
      <TextInput
        type="date"
        label={t('organisation.roles.dialog.until')}
        value={until}
        onChange={event => setUntil(event.target.value)}
        helperText={t('organisation.roles.dialog.untilHint')}
        variant="outlined"
        InputLabelProps={{ shrink: true }}
      />
    </ConfirmDialog>
  );
}
