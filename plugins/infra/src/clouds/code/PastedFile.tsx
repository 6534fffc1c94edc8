import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { ReasonedButton, TextInput } from '../../shared';
import { useText } from '../../translations';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5) },
  code: { fontFamily: 'monospace', fontSize: '0.8125rem' },
  buttons: { display: 'flex', gap: theme.spacing(1) },
}));

interface PastedFileProps {
  /** Names that stand for other files. */
  taken: readonly string[];
  onAdd: (name: string, text: string) => void;
}

/** Takes one file by its text; the name tells the language. */
export function PastedFile({ taken, onAdd }: PastedFileProps) {
  const t = useText();
  const classes = useStyles();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const isTaken = taken.includes(name.trim());
  const reason = name.trim() === '' || text === '' ? t('clouds.code.paste.incomplete') : undefined;
  if (!isOpen) {
    return (
      <div>
        <Button onClick={() => setOpen(true)}>{t('clouds.code.paste.open')}</Button>
      </div>
    );
  }
  const add = () => {
    onAdd(name.trim(), text);
    setName('');
    setText('');
    setOpen(false);
  };
  return (
    <div className={classes.root} role="group" aria-label={t('clouds.code.paste.open')}>
      <TextInput
        label={t('clouds.code.paste.name')}
        value={name}
        onChange={event => setName(event.target.value)}
        helperText={t(isTaken ? 'clouds.code.paste.replaces' : 'clouds.code.paste.nameHint')}
        variant="outlined"
        size="small"
        autoComplete="off"
        inputProps={{ spellCheck: false, maxLength: 1000 }}
      />
      <TextInput
        label={t('clouds.code.paste.text')}
        value={text}
        onChange={event => setText(event.target.value)}
        multiline
        minRows={6}
        maxRows={20}
        variant="outlined"
        InputProps={{ className: classes.code }}
        inputProps={{ spellCheck: false }}
      />
      <div className={classes.buttons}>
        <ReasonedButton variant="outlined" reason={reason} onClick={add}>
          {t('clouds.code.paste.add')}
        </ReasonedButton>
        <Button onClick={() => setOpen(false)}>{t('common.cancel')}</Button>
      </div>
    </div>
  );
}
