import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { validationProblems } from '../api';
import { ConfirmDialog, kindLabel, TextInput, useNotify } from '../shared';
import { useText } from '../translations';
import { useCreateUnit, useDeleteUnit, useRenameUnit } from './queries';

/** What the backend said about one field of the form. */
const problemAt = (error: Error | null, pointer: string): string | undefined =>
  validationProblems(error).find(problem => problem.pointer === pointer)?.message;

interface CreateUnitDialogProps {
  kind: string;
  /** Absent for the topmost unit. */
  parent?: Unit;
  onClose: () => void;
}

export function CreateUnitDialog({ kind, parent, onClose }: CreateUnitDialogProps) {
  const t = useText();
  const notify = useNotify();
  const create = useCreateUnit();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [group, setGroup] = useState('');
  const label = kindLabel(t, kind);
  const confirm = () =>
    create.mutate(
      {
        kind,
        name: name.trim(),
        parentId: parent?.id,
        slug: slug.trim() || undefined,
        ldapGroup: group.trim() || undefined,
      },
      {
        onSuccess: unit => {
          notify(t('organisation.createDialog.done', { name: unit.name }));
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={
        parent
          ? t('organisation.createDialog.title', { kind: label, parent: parent.name })
          : t('organisation.createDialog.titleTop', { kind: label })
      }
      confirm={t('organisation.createDialog.confirm')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={create.isPending}
      isIncomplete={name.trim() === ''}
      error={create.error}
    >
      <TextInput
        required
        label={t('organisation.createDialog.name')}
        value={name}
        onChange={event => setName(event.target.value)}
        error={problemAt(create.error, '/name') !== undefined}
        helperText={problemAt(create.error, '/name')}
        variant="outlined"
        inputProps={{ maxLength: 100 }}
      />
      <TextInput
        label={t('organisation.createDialog.slug')}
        value={slug}
        onChange={event => setSlug(event.target.value)}
        error={problemAt(create.error, '/slug') !== undefined}
        helperText={problemAt(create.error, '/slug') ?? t('organisation.createDialog.slugHint')}
        variant="outlined"
        inputProps={{ maxLength: 50, spellCheck: false }}
      />
      <TextInput
        label={t('organisation.createDialog.group')}
        value={group}
        onChange={event => setGroup(event.target.value)}
        error={problemAt(create.error, '/ldapGroup') !== undefined}
        helperText={
          problemAt(create.error, '/ldapGroup') ?? t('organisation.createDialog.groupHint')
        }
        variant="outlined"
        inputProps={{ maxLength: 200, spellCheck: false }}
      />
    </ConfirmDialog>
  );
}

interface UnitDialogProps {
  unit: Unit;
  onClose: () => void;
}

export function RenameUnitDialog({ unit, onClose }: UnitDialogProps) {
  const t = useText();
  const notify = useNotify();
  const rename = useRenameUnit(unit);
  const [name, setName] = useState(unit.name);
  const confirm = () =>
    rename.mutate(name.trim(), {
      onSuccess: renamed => {
        notify(t('organisation.renameDialog.done', { name: renamed.name }));
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={t('organisation.renameDialog.title', { name: unit.name })}
      confirm={t('organisation.renameDialog.confirm')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={rename.isPending}
      isIncomplete={name.trim() === '' || name.trim() === unit.name}
      error={rename.error}
    >
      <TextInput
        required
        label={t('organisation.createDialog.name')}
        value={name}
        onChange={event => setName(event.target.value)}
        error={problemAt(rename.error, '/name') !== undefined}
        helperText={problemAt(rename.error, '/name')}
        variant="outlined"
        inputProps={{ maxLength: 100 }}
      />
    </ConfirmDialog>
  );
}

export function DeleteUnitDialog({
  unit,
  onClose,
  onDeleted,
}: UnitDialogProps & { onDeleted: () => void }) {
  const t = useText();
  const notify = useNotify();
  const remove = useDeleteUnit(unit);
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notify(t('organisation.deleteDialog.done', { name: unit.name }));
        onClose();
        onDeleted();
      },
    });
  return (
    <ConfirmDialog
      title={t('organisation.deleteDialog.title', { name: unit.name })}
      confirm={t('common.delete')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={remove.isPending}
      isDangerous
      error={remove.error}
    >
      <p>{t('organisation.deleteDialog.hint')}</p>
    </ConfirmDialog>
  );
}
