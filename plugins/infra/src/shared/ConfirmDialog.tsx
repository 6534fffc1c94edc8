import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { hasCode } from '../api';
import { useText } from '../translations';
import { TextInput } from './TextInput';
import { useReloading } from './Opened';
import { RefusalNote } from './RefusalNote';
import { toneColors } from './tones';

const useStyles = makeStyles(theme => ({
  content: { display: 'grid', gap: theme.spacing(2), '& p': { margin: 0 } },
  danger: {
    background: toneColors(theme).bad,
    color: theme.palette.getContrastText(toneColors(theme).bad),
    '&:hover': { background: toneColors(theme).bad, filter: 'brightness(0.9)' },
  },
}));

interface ConfirmDialogProps {
  title: string;
  children?: ReactNode;
  confirm: string;
  onConfirm: () => void;
  onClose: () => void;
  isBusy?: boolean;
  error?: Error | null;
  /** Something is lost by it. */
  isDangerous?: boolean;
  /** Must be typed first, so that nobody does it to the wrong thing. */
  typeToConfirm?: string;
  /** The form inside is not complete. */
  isIncomplete?: boolean;
}

const FIELDS = 'input:not([type=hidden]), textarea';

/** Who opens a form wants to fill it in, unless they have begun to already. */
function focusFirstField(dialog: HTMLElement): void {
  const { activeElement } = dialog.ownerDocument;
  if (activeElement?.matches(FIELDS) && dialog.contains(activeElement)) return;
  dialog.querySelector<HTMLElement>(FIELDS)?.focus();
}

/** Asks before something is done, and stays open with the reason where it was refused. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, onConfirm, onClose, isBusy, error, isDangerous, isIncomplete } =
    props;
  const { typeToConfirm } = props;
  const t = useText();
  const classes = useStyles();
  const titleId = useId();
  const [typed, setTyped] = useState('');
  // It would be refused again, until what stands now is loaded.
  const isOutdated = useReloading() !== undefined && hasCode(error ?? null, 'STALE_REVISION');
  const mayConfirm =
    !isBusy &&
    !isIncomplete &&
    !isOutdated &&
    (typeToConfirm === undefined || typed.trim() === typeToConfirm);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mayConfirm) onConfirm();
  };
  return (
    <Dialog
      open
      onClose={isBusy ? undefined : onClose}
      aria-labelledby={titleId}
      fullWidth
      maxWidth="sm"
      TransitionProps={{ onEntered: focusFirstField }}
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent className={classes.content}>
          {children}
          {typeToConfirm !== undefined && (
            <TextInput
              label={t('common.typeToConfirm', { word: typeToConfirm })}
              value={typed}
              onChange={event => setTyped(event.target.value)}
              variant="outlined"
              size="small"
              autoComplete="off"
            />
          )}
          <RefusalNote error={error ?? null} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={isBusy}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            color={isDangerous ? 'default' : 'primary'}
            className={isDangerous && mayConfirm ? classes.danger : undefined}
            disabled={!mayConfirm}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
