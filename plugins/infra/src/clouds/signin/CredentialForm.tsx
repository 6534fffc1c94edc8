import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import {
  type CloudAuthMethod,
  createIntegrationSchema,
  type Integration,
} from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useState } from 'react';
import { validationProblems } from '../../api';
import { useSaveIntegration } from '../../integrations/queries';
import { SecretInput } from '../../integrations/SecretInput';
import { useKeeping } from '../../integrations/useKeeping';
import { ErrorNote, ReasonedButton, TextInput, UnitSelect } from '../../shared';
import { useText } from '../../translations';
import { type CredentialField, faultOf, holdsFile } from './fieldRules';
import { FileField } from './FileField';

const useStyles = makeStyles(theme => ({
  form: { display: 'grid', gap: theme.spacing(2), maxWidth: '40rem' },
}));

const nameSchema = createIntegrationSchema.shape.name;

interface CredentialFormProps {
  method: CloudAuthMethod;
  onCreated: (integration: Integration) => void;
}

/** Stores credentials as an integration; what is typed is checked here, and again by the backend. */
export function CredentialForm({ method, onCreated }: CredentialFormProps) {
  const t = useText();
  const classes = useStyles();
  const { isAdmin, keepsAny, keeps } = useKeeping();
  const save = useSaveIntegration(undefined);
  const [name, setName] = useState('');
  const [unitId, setUnitId] = useState<string>();
  const [values, setValues] = useState<Record<string, string>>({});
  const problems = validationProblems(save.error);
  const problemAt = (pointer: string) => problems.find(one => one.pointer === pointer)?.message;
  const parsedName = nameSchema.safeParse(name);
  const nameProblem =
    name !== '' && !parsedName.success ? parsedName.error.issues[0].message : problemAt('/name');
  const valueOf = (field: CredentialField) => values[field.name] ?? '';
  const isComplete =
    parsedName.success && method.fields.every(field => !faultOf(field, valueOf(field)));

  const reason = () => {
    if (!keepsAny) return t('integrations.mayNot');
    if (!keeps(unitId)) return t('clouds.guide.chooseUnit');
    if (save.isPending) return t('clouds.guide.saving');
    return isComplete ? undefined : t('clouds.guide.incomplete');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason() !== undefined) return;
    const given = Object.entries(values).filter(([, value]) => value !== '');
    save.mutate(
      { name, type: method.integrationType, unitId, values: Object.fromEntries(given) },
      { onSuccess: onCreated },
    );
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
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
      <UnitSelect
        label={t('integrations.form.unit')}
        value={unitId}
        onChange={unit => setUnitId(unit?.id)}
        required={!isAdmin}
        error={problemAt('/unitId')}
        helperText={t(isAdmin ? 'integrations.form.unitHintAdmin' : 'integrations.form.unitHint')}
      />
      {method.fields.map(field => (
        <FieldInput
          key={field.name}
          field={field}
          value={valueOf(field)}
          onChange={value => setValues(before => ({ ...before, [field.name]: value }))}
          problem={problemAt(`/values/${field.name}`)}
        />
      ))}
      <ErrorNote error={save.error} />
      <div>
        <ReasonedButton type="submit" variant="contained" color="primary" reason={reason()}>
          {t('clouds.guide.store')}
        </ReasonedButton>
      </div>
    </form>
  );
}

interface FieldInputProps {
  field: CredentialField;
  value: string;
  onChange: (value: string) => void;
  /** What the backend found. */
  problem: string | undefined;
}

function FieldInput({ field, value, onChange, problem }: FieldInputProps) {
  const t = useText();
  const { label, required, options, sensitive, placeholder } = field;
  const isWrong = value !== '' && faultOf(field, value) === 'pattern';
  const wrong = isWrong
    ? [t('integrations.form.pattern'), field.help].filter(Boolean).join('. ')
    : problem;
  if (holdsFile(field)) {
    return <FileField field={field} value={value} onChange={onChange} problem={wrong} />;
  }
  const common = {
    ...{ label, value, required },
    error: wrong !== undefined,
    helperText: wrong ?? [field.description, field.help].filter(Boolean).join(' '),
  };
  if (sensitive) return <SecretInput {...common} onChange={onChange} />;
  return (
    <TextInput
      {...common}
      select={options !== undefined}
      onChange={event => onChange(event.target.value)}
      placeholder={placeholder}
      variant="outlined"
      autoComplete="off"
      inputProps={{ spellCheck: false }}
    >
      {options?.map(option => (
        <MenuItem key={option} value={option}>
          {option}
        </MenuItem>
      ))}
    </TextInput>
  );
}
