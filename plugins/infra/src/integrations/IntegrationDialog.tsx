import MenuItem from '@material-ui/core/MenuItem';
import {
  createIntegrationSchema,
  type Integration,
  type IntegrationField,
  type IntegrationType,
} from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { validationProblems } from '../api';
import { ConfirmDialog, Quiet, TextInput, UnitSelect, useNotify } from '../shared';
import { useText } from '../translations';
import {
  fits,
  isFilledIn,
  isStored,
  listedValues,
  otherValues,
  valuesOf,
} from './integrationDraft';
import { OtherValues } from './OtherValues';
import { useSaveIntegration } from './queries';
import { SecretInput } from './SecretInput';
import { useKeeping } from './useKeeping';

interface IntegrationDialogProps {
  types: readonly IntegrationType[];
  /** The one that is changed; a new one is made without it. */
  integration?: Integration;
  onClose: () => void;
}

const nameSchema = createIntegrationSchema.shape.name;

/** Adds an integration or changes one, with the fields that its kind asks for. */
export function IntegrationDialog({ types, integration, onClose }: IntegrationDialogProps) {
  const t = useText();
  const notify = useNotify();
  const { isAdmin, keeps } = useKeeping();
  const save = useSaveIntegration(integration);
  const first = types.find(({ type }) => type === integration?.type) ?? types[0];
  const [type, setType] = useState<IntegrationType | undefined>(first);
  const [name, setName] = useState(integration?.name ?? '');
  const [unitId, setUnitId] = useState(integration?.unitId);
  const [listed, setListed] = useState(() => (first ? listedValues(first, integration) : {}));
  const [others, setOthers] = useState(() => (first ? otherValues(first, integration) : []));

  const problems = validationProblems(save.error);
  const problemAt = (pointer: string) => problems.find(one => one.pointer === pointer)?.message;
  const parsedName = nameSchema.safeParse(name);
  const nameProblem =
    name !== '' && !parsedName.success ? parsedName.error.issues[0].message : problemAt('/name');
  const isComplete =
    type !== undefined &&
    parsedName.success &&
    (integration !== undefined || keeps(unitId)) &&
    isFilledIn(type, integration, listed, others);

  const choose = (next: string) => {
    const chosen = types.find(one => one.type === next);
    setType(chosen);
    setListed(chosen ? listedValues(chosen, undefined) : {});
    setOthers([]);
  };
  const confirm = () => {
    if (!type) return;
    save.mutate(
      { name, type: type.type, unitId, values: valuesOf(type, integration, listed, others) },
      {
        onSuccess: () => {
          notify(
            t(integration ? 'integrations.form.saved' : 'integrations.form.created', { name }),
          );
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={
        integration
          ? t('integrations.form.editTitle', { name: integration.name })
          : t('integrations.form.createTitle')
      }
      confirm={t(integration ? 'integrations.form.save' : 'integrations.form.create')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={save.isPending}
      isIncomplete={!isComplete}
      error={save.error}
    >
      {!integration && (
        <TextInput
          select
          required
          label={t('integrations.form.type')}
          value={type?.type ?? ''}
          onChange={event => choose(event.target.value)}
          variant="outlined"
        >
          {types.map(one => (
            <MenuItem key={one.type} value={one.type}>
              {one.title}
            </MenuItem>
          ))}
        </TextInput>
      )}
      {type?.description && <Quiet>{type.description}</Quiet>}
      <TextInput
        required
        label={t('integrations.form.name')}
        value={name}
        onChange={event => setName(event.target.value)}
        error={nameProblem !== undefined}
        helperText={nameProblem ?? t('integrations.form.nameHint')}
        variant="outlined"
        autoComplete="off"
        inputProps={{ spellCheck: false }}
      />
      {!integration && (
        <UnitSelect
          label={t('integrations.form.unit')}
          value={unitId}
          onChange={unit => setUnitId(unit?.id)}
          required={!isAdmin}
          error={problemAt('/unitId')}
          helperText={t(isAdmin ? 'integrations.form.unitHintAdmin' : 'integrations.form.unitHint')}
        />
      )}
      {type?.fields.map(field => (
        <FieldInput
          key={field.name}
          field={field}
          isStored={isStored(integration, field.name)}
          value={listed[field.name] ?? ''}
          onChange={value => setListed({ ...listed, [field.name]: value })}
          problem={problemAt(`/values/${field.name}`)}
        />
      ))}
      {type?.otherFields && (
        <OtherValues fields={type.otherFields} values={others} onChange={setOthers} />
      )}
    </ConfirmDialog>
  );
}

interface FieldInputProps {
  field: IntegrationField;
  isStored: boolean;
  value: string;
  onChange: (value: string) => void;
  problem: string | undefined;
}

function FieldInput({ field, isStored: isKept, value, onChange, problem }: FieldInputProps) {
  const t = useText();
  const wrong =
    problem ?? (fits(field.pattern, value) ? undefined : t('integrations.form.pattern'));
  const hint = [field.description, isKept && t('integrations.form.secretKept')]
    .filter(Boolean)
    .join(' ');
  const common = {
    label: field.title,
    value,
    onChange,
    required: field.required && !isKept,
    error: wrong !== undefined,
    helperText: wrong ?? hint,
    multiline: field.multiline,
  };
  return field.secret ? (
    <SecretInput {...common} />
  ) : (
    <TextInput
      {...common}
      onChange={event => onChange(event.target.value)}
      variant="outlined"
      autoComplete="off"
      inputProps={{ spellCheck: false }}
    />
  );
}
