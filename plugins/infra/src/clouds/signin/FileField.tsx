import Button from '@material-ui/core/Button';
import FormHelperText from '@material-ui/core/FormHelperText';
import { makeStyles } from '@material-ui/core/styles';
import { useId, useRef, useState } from 'react';
import { Quiet } from '../../shared';
import { useText } from '../../translations';
import { readSourceFiles } from '../code/sourceFiles';
import { type CredentialField, takesFile } from './fieldRules';

const useStyles = makeStyles(theme => ({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) },
  name: { overflowWrap: 'anywhere' },
}));

interface FileFieldProps {
  field: CredentialField;
  value: string;
  onChange: (text: string) => void;
  problem: string | undefined;
}

/** A secret that comes as a file: it is read in the browser, and only its text goes further. */
export function FileField({ field, value, onChange, problem }: FileFieldProps) {
  const t = useText();
  const classes = useStyles();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const clear = (reason: string) => {
      setName(undefined);
      setRefusal(reason);
      onChange('');
    };
    if (!takesFile(field, file.name)) {
      clear(t('clouds.guide.wrongEnding', { endings: (field.accept ?? []).join(', ') }));
      return;
    }
    const { files, refused } = await readSourceFiles([file]);
    if (refused.length > 0) {
      clear(`${file.name}: ${t(`clouds.code.files.reason.${refused[0].reason}`)}`);
      return;
    }
    setName(file.name);
    setRefusal(undefined);
    onChange(Object.values(files)[0]);
  };
  const wrong = refusal ?? problem;
  return (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={`${id}-help`}>
      <div className={classes.row}>
        <span id={`${id}-label`}>
          {field.label}
          {field.required && ' *'}
        </span>
        <input
          ref={input}
          type="file"
          hidden
          accept={field.accept?.join(',')}
          aria-label={field.label}
          onChange={({ target }) => {
            take(target.files?.[0]);
            target.value = '';
          }}
        />
        <Button
          variant="outlined"
          size="small"
          onClick={() => input.current?.click()}
          aria-label={t('clouds.guide.chooseFileOf', { label: field.label })}
        >
          {t('clouds.guide.chooseFile')}
        </Button>
        {value !== '' && name && (
          <Quiet component="span" className={classes.name}>
            {t('clouds.guide.fileRead', { name })}
          </Quiet>
        )}
      </div>
      <FormHelperText id={`${id}-help`} error={wrong !== undefined}>
        {wrong ?? field.description ?? field.help}
      </FormHelperText>
    </div>
  );
}
