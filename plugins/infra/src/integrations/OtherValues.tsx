import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { IntegrationType } from '@bailiwick/backstage-plugin-infra-common';
import { TextInput } from '../shared';
import { useText } from '../translations';
import { fitsAsWhole, type OtherValue } from './integrationDraft';
import { SecretInput } from './SecretInput';

const useStyles = makeStyles(theme => ({
  root: { border: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(1.5) },
  row: {
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('sm')]: { gridTemplateColumns: '1fr 1fr auto' },
  },
}));

interface OtherValuesProps {
  fields: NonNullable<IntegrationType['otherFields']>;
  values: readonly OtherValue[];
  onChange: (values: OtherValue[]) => void;
}

/** Values with names of their own: variables of an environment, for one. */
export function OtherValues({ fields, values, onChange }: OtherValuesProps) {
  const t = useText();
  const classes = useStyles();
  const set = (id: number, change: Partial<OtherValue>) =>
    onChange(values.map(one => (one.id === id ? { ...one, ...change } : one)));
  const add = () => {
    const id = Math.max(0, ...values.map(one => one.id)) + 1;
    onChange([...values, { id, name: '', value: '', isKept: false }]);
  };
  return (
    <fieldset className={classes.root}>
      <legend>{fields.title}</legend>
      {values.map(({ id, name, value, isKept }, index) => {
        const isWrong = name !== '' && !fitsAsWhole(fields.pattern, name.trim());
        const label = t('integrations.form.otherValueAt', { name: name || String(index + 1) });
        const common = {
          label,
          value,
          helperText: isKept ? t('integrations.form.secretKept') : undefined,
        };
        return (
          <div key={id} className={classes.row}>
            <TextInput
              label={t('integrations.form.otherNameAt', { number: String(index + 1) })}
              value={name}
              // The name of what is stored stays: under another one there is nothing to keep.
              onChange={event => set(id, { name: event.target.value, isKept: false })}
              error={isWrong}
              helperText={isWrong ? t('integrations.form.pattern') : undefined}
              variant="outlined"
              autoComplete="off"
              inputProps={{ spellCheck: false }}
            />
            {fields.secret ? (
              <SecretInput {...common} onChange={next => set(id, { value: next })} />
            ) : (
              <TextInput
                {...common}
                onChange={event => set(id, { value: event.target.value })}
                variant="outlined"
                autoComplete="off"
              />
            )}
            <Button
              onClick={() => onChange(values.filter(one => one.id !== id))}
              aria-label={t('integrations.form.removeOtherOf', { name: name || String(index + 1) })}
            >
              {t('integrations.form.removeOther')}
            </Button>
          </div>
        );
      })}
      <div>
        <Button variant="outlined" size="small" onClick={add}>
          {t('integrations.form.addOther')}
        </Button>
      </div>
    </fieldset>
  );
}
