import { createSecretSchema, type Secret } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { newKey, validationProblems } from '../api';
import { BlockedBy } from '../integrations/BlockedBy';
import { SecretInput } from '../integrations/SecretInput';
import { useKeeping } from '../integrations/useKeeping';
import { ConfirmDialog, TextInput, UnitSelect, useNotify } from '../shared';
import { useText } from '../translations';
import { useCreateSecret, useDeleteSecret, useUpdateSecret } from './queries';

const nameSchema = createSecretSchema.shape.name;

interface CreateSecretDialogProps {
  unitId: string | undefined;
  onClose: () => void;
}

export function CreateSecretDialog({ unitId: begin, onClose }: CreateSecretDialogProps) {
  const t = useText();
  const notify = useNotify();
  const { keeps } = useKeeping();
  const create = useCreateSecret();
  const [name, setName] = useState('');
  const [unitId, setUnitId] = useState(begin);
  const [description, setDescription] = useState('');
  const [value, setValue] = useState('');
  const problems = validationProblems(create.error);
  const problemAt = (pointer: string) => problems.find(one => one.pointer === pointer)?.message;
  const parsed = nameSchema.safeParse(name);
  const nameProblem =
    name !== '' && !parsed.success ? parsed.error.issues[0].message : problemAt('/name');
  const unitProblem =
    unitId !== undefined && !keeps(unitId) ? t('secrets.mayNot') : problemAt('/unitId');

  const confirm = () => {
    if (!unitId) return;
    create.mutate(
      {
        ...{ name, unitId, value },
        description: description.trim() || undefined,
        idempotencyKey: newKey(),
      },
      {
        onSuccess: () => {
          notify(t('secrets.form.created', { name }));
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={t('secrets.form.title')}
      confirm={t('secrets.form.add')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={create.isPending}
      isIncomplete={!parsed.success || !unitId || unitProblem !== undefined || value === ''}
      error={create.error}
    >
      <UnitSelect
        label={t('secrets.form.unit')}
        value={unitId}
        onChange={unit => setUnitId(unit?.id)}
        required
        error={unitProblem}
        helperText={t('secrets.form.unitHint')}
      />
      <TextInput
        required
        label={t('secrets.form.name')}
        value={name}
        onChange={event => setName(event.target.value)}
        error={nameProblem !== undefined}
        helperText={nameProblem ?? t('secrets.form.nameHint')}
        variant="outlined"
        autoComplete="off"
        inputProps={{ spellCheck: false }}
      />
      <TextInput
        label={t('secrets.form.description')}
        value={description}
        onChange={event => setDescription(event.target.value)}
        variant="outlined"
        inputProps={{ maxLength: 500 }}
      />
      <SecretInput
        required
        label={t('secrets.form.value')}
        value={value}
        onChange={setValue}
        helperText={t('secrets.form.valueHint')}
      />
    </ConfirmDialog>
  );
}

interface SecretDialogProps {
  secret: Secret;
  onClose: () => void;
}

export function RotateSecretDialog({ secret, onClose }: SecretDialogProps) {
  const t = useText();
  const notify = useNotify();
  const update = useUpdateSecret(secret);
  const [value, setValue] = useState('');
  const { name } = secret;
  return (
    <ConfirmDialog
      title={t('secrets.rotateTitle', { name })}
      confirm={t('secrets.form.save')}
      onConfirm={() =>
        update.mutate(
          { value },
          {
            onSuccess: () => {
              notify(t('secrets.rotated', { name }));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
      isBusy={update.isPending}
      isIncomplete={value === ''}
      error={update.error}
    >
      <p>{t('secrets.rotateHint')}</p>
      <SecretInput
        required
        label={t('secrets.form.value')}
        value={value}
        onChange={setValue}
        helperText={t('secrets.form.valueHint')}
      />
    </ConfirmDialog>
  );
}

export function DeleteSecretDialog({ secret, onClose }: SecretDialogProps) {
  const t = useText();
  const notify = useNotify();
  const remove = useDeleteSecret();
  const { name } = secret;
  return (
    <ConfirmDialog
      title={t('secrets.deleteTitle', { name })}
      confirm={t('secrets.delete')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(secret, {
          onSuccess: () => {
            notify(t('secrets.deleted', { name }));
            onClose();
          },
        })
      }
    >
      <p>{t('secrets.deleteHint')}</p>
      <BlockedBy error={remove.error} />
    </ConfirmDialog>
  );
}
