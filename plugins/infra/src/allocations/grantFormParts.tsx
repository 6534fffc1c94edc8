import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { type RefObject, useEffect } from 'react';
import { useText } from '../translations';

/** How the forms that grant something look. */
export const useGrantFormStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    background: theme.palette.background.default,
  },
  fields: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(15rem, 100%), 1fr))',
  },
  field: { display: 'grid', gap: theme.spacing(1), alignContent: 'start' },
  effect: {
    ...theme.typography.caption,
    color: theme.palette.textSubtle,
    display: 'grid',
    gap: 4,
    alignContent: 'start',
    fontVariantNumeric: 'tabular-nums',
  },
  effectHead: { display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) },
  actions: { display: 'flex', justifyContent: 'flex-end', gap: theme.spacing(1) },
}));

/** Leaves by Escape, wherever in the form one is. */
export function useEscape(form: RefObject<HTMLFormElement>, onEscape: () => void) {
  useEffect(() => {
    const { current } = form;
    const leave = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') onEscape();
    };
    current?.addEventListener('keydown', leave);
    return () => current?.removeEventListener('keydown', leave);
  }, [form, onEscape]);
}

/** What would be left of something. */
export function Effect({ label, free }: { label: string; free: string }) {
  const classes = useGrantFormStyles();
  return (
    <div className={classes.effectHead}>
      <span>{label}</span>
      <strong>{free}</strong>
    </div>
  );
}

interface GrantActionsProps {
  save: string;
  /** It cannot be saved as it is. */
  isOff: boolean;
  onCancel: () => void;
}

/** How a form is left. */
export function GrantActions({ save, isOff, onCancel }: GrantActionsProps) {
  const t = useText();
  const classes = useGrantFormStyles();
  return (
    <div className={classes.actions}>
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
      <Button type="submit" variant="contained" color="primary" disabled={isOff}>
        {save}
      </Button>
    </div>
  );
}
