import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import type { Budget, Unit } from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { hasCode } from '../api';
import { ErrorNote, type Money, QuotaBar, Quiet, TextInput, useMoney, useNotify } from '../shared';
import { type Text, useText } from '../translations';
import { type BudgetConsequence, budgetWhatIf } from './budgetWhatIf';
import { Effect, GrantActions, useEscape, useGrantFormStyles } from './grantFormParts';
import { useGrantBudget } from './queries';
import { StaleQuota } from './StaleQuota';

export interface BudgetEditorProps {
  unit: Unit;
  budget: Budget;
  /** Undefined at the top. */
  parent: { unit: Unit; budget: Budget | undefined } | undefined;
  /** Nothing else is granted beside it, so it is where one begins. */
  isAlone: boolean;
  /** Called with the first thing that is changed, and after that. */
  onEdit: () => void;
  onSaved: () => void;
  onClose: () => void;
}

/** Sets what a unit may spend a month, showing beforehand what would be left above and below. */
export function BudgetEditor(props: BudgetEditorProps) {
  const { unit, budget, parent, isAlone, onEdit, onSaved, onClose } = props;
  const t = useText();
  const classes = useGrantFormStyles();
  const money = useMoney();
  const notify = useNotify();
  const grant = useGrantBudget();
  // What one edits is what one saw when the form opened; a newer state is told, not taken over silently.
  const [base] = useState(budget);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!isAlone) return;
    const first = form.current?.querySelector<HTMLElement>('input:enabled:not([type=checkbox])');
    // Without a limit there is nothing to type into.
    (first ?? form.current)?.focus({ preventScroll: true });
  }, [isAlone]);
  useEscape(form, onClose);
  const [isUnlimited, setUnlimited] = useState(base.limit === null);
  const [text, setText] = useState(base.limit === null ? '' : money.toText(base.limit));
  const limit = isUnlimited ? null : money.parse(text);
  const consequence = limit === undefined ? undefined : budgetWhatIf(parent?.budget, budget, limit);
  const isUnchanged = limit === base.limit;
  const isRefused = consequence === undefined || consequence.problem !== undefined;
  const isStale = hasCode(grant.error, 'STALE_REVISION');
  const mustLimit = typeof parent?.budget?.limit === 'number';
  const textOf = (amount: number | null) =>
    amount === null ? t('allocations.edit.budget.unlimited') : money.format(amount);

  const save = (etag: string = base.etag) => {
    if (limit === undefined) return;
    grant.mutate(
      { unit, limit, etag },
      {
        onSuccess: () => {
          notify(
            limit === null
              ? t('allocations.edit.budget.savedUnlimited', { unit: unit.name })
              : t('allocations.edit.budget.saved', {
                  unit: unit.name,
                  amount: t('quota.aMonth', { amount: money.format(limit) }),
                }),
          );
          onSaved();
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isRefused && !isUnchanged && !grant.isPending) save();
  };
  const invalid = t('allocations.edit.budget.invalid', { example: money.toText(125_050) });
  const problem =
    limit === undefined
      ? invalid
      : consequence && problemText(t, money, consequence, parent?.unit.name ?? '');
  const now =
    base.limit === null
      ? t('allocations.edit.budget.nowUnlimited')
      : t('allocations.edit.now', { amount: money.format(base.limit) });
  // An empty field is where one begins, not a mistake.
  const shown = text === '' && limit === undefined ? undefined : problem;

  return (
    <form
      ref={form}
      className={classes.root}
      onSubmit={submit}
      tabIndex={-1}
      aria-label={t('allocations.edit.budget.title', { unit: unit.name })}
      noValidate
    >
      <div className={classes.fields}>
        <div className={classes.field}>
          <TextInput
            label={t('allocations.edit.budget.label', { currency: money.currency })}
            value={isUnlimited ? '' : text}
            onChange={event => {
              onEdit();
              setText(event.target.value);
            }}
            disabled={isUnlimited}
            error={shown !== undefined}
            helperText={shown ?? now}
            FormHelperTextProps={shown ? { role: 'alert' } : undefined}
            variant="outlined"
            size="small"
            inputProps={{ inputMode: 'decimal' }}
          />
          {mustLimit && parent ? (
            <Quiet>{t('allocations.edit.budget.mustLimit', { unit: parent.unit.name })}</Quiet>
          ) : (
            <FormControlLabel
              control={
                <Switch
                  color="primary"
                  checked={isUnlimited}
                  onChange={(_, on) => {
                    onEdit();
                    setUnlimited(on);
                  }}
                />
              }
              label={t('allocations.edit.budget.unlimited')}
            />
          )}
          {base.limit === null && !isUnlimited && (
            <Quiet>{t('allocations.edit.budget.first')}</Quiet>
          )}
        </div>
        {consequence && typeof limit === 'number' && (
          <Effects unit={unit} budget={budget} parent={parent} limit={limit} left={consequence} />
        )}
      </div>
      {isStale && limit !== undefined ? (
        <StaleQuota
          unit={unit}
          mine={textOf(limit)}
          currentOf={quota => ({ text: textOf(quota.budget.limit), etag: quota.budget.etag })}
          onKeep={save}
          onTake={onClose}
        />
      ) : (
        <ErrorNote error={grant.error} />
      )}
      <GrantActions
        save={t('allocations.edit.budget.save')}
        isOff={isRefused || isUnchanged || grant.isPending || isStale}
        onCancel={onClose}
      />
    </form>
  );
}

function problemText(
  t: Text,
  money: Money,
  { problem }: BudgetConsequence,
  parentName: string,
): string | undefined {
  if (!problem) return undefined;
  if (problem.rule === 'tooMuch') {
    return t('allocations.edit.tooMuch', {
      unit: parentName,
      free: money.format(problem.free),
      missing: money.format(problem.missing),
    });
  }
  return t(`allocations.edit.${problem.rule}`, { floor: money.format(problem.floor) });
}

interface EffectsProps extends Pick<BudgetEditorProps, 'unit' | 'budget' | 'parent'> {
  limit: number;
  left: BudgetConsequence;
}

function Effects({ unit, budget, parent, limit, left: { parentFree, ownFree = 0 } }: EffectsProps) {
  const t = useText();
  const classes = useGrantFormStyles();
  const money = useMoney();
  const above = parent?.budget;
  return (
    <div className={classes.effect}>
      {parent && parentFree !== undefined && typeof above?.limit === 'number' && (
        <>
          <Effect
            label={t('allocations.edit.parent', { unit: parent.unit.name })}
            free={money.format(parentFree)}
          />
          <QuotaBar
            dimension="monthlyCost"
            figures={{
              ...{ limit: above.limit, allotted: above.limit - parentFree },
              ...{ used: above.used, free: parentFree },
            }}
          />
        </>
      )}
      <Effect label={t('allocations.edit.own', { unit: unit.name })} free={money.format(ownFree)} />
      <QuotaBar
        dimension="monthlyCost"
        figures={{ limit, allotted: budget.allotted, used: budget.used, free: ownFree }}
      />
    </div>
  );
}
