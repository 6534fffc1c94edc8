import { makeStyles } from '@material-ui/core/styles';
import { useRef, useState } from 'react';
import { BudgetEditor, type BudgetEditorProps } from './BudgetEditor';
import { QuotaEditor, type QuotaEditorProps } from './QuotaEditor';

const useStyles = makeStyles(theme => ({ root: { display: 'grid', gap: theme.spacing(2) } }));

type Handlers = 'onEdit' | 'onSaved' | 'onClose';

interface GrantFormsProps {
  /** Undefined where one may not grant it. */
  quota: Omit<QuotaEditorProps, Handlers> | undefined;
  budget: Omit<BudgetEditorProps, Handlers | 'isAlone'> | undefined;
  onClose: () => void;
}

/** What one may grant a unit: quota at the site, and money. Each is saved by itself, and takes nothing away that was typed into the other. */
export function GrantForms({ quota, budget, onClose }: GrantFormsProps) {
  const classes = useStyles();
  const edited = useRef(new Set<'quota' | 'budget'>());
  const [saved, setSaved] = useState<'quota' | 'budget'>();
  const handlers = (own: 'quota' | 'budget') => ({
    onEdit: () => edited.current.add(own),
    onSaved: () => {
      edited.current.delete(own);
      if (edited.current.size > 0) setSaved(own);
      else onClose();
    },
    onClose,
  });
  return (
    <div className={classes.root}>
      {quota && saved !== 'quota' && <QuotaEditor {...quota} {...handlers('quota')} />}
      {budget && saved !== 'budget' && (
        <BudgetEditor {...budget} {...handlers('budget')} isAlone={!quota} />
      )}
    </div>
  );
}
