import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import {
  type Amounts,
  type Dimension,
  DIMENSIONS,
  NOTHING,
  type QuotaEntry,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { hasCode } from '../api';
import { ErrorNote, formatAmount, formatAmounts, QuotaBar, TextInput, useNotify } from '../shared';
import { type Text, useText } from '../translations';
import { useGrantQuota } from './queries';
import { StaleQuota } from './StaleQuota';
import { type Consequence, parseAmount, whatIf } from './whatIf';

const useStyles = makeStyles(theme => ({
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
    fontVariantNumeric: 'tabular-nums',
  },
  effectHead: { display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) },
  actions: { display: 'flex', justifyContent: 'flex-end', gap: theme.spacing(1) },
}));

export interface QuotaEditorProps {
  unit: Unit;
  site: string;
  entry: QuotaEntry | undefined;
  parent: { unit: Unit; entry: QuotaEntry | undefined };
  onClose: () => void;
}

type Draft = Record<Dimension, string>;

const draftOf = (amounts: Amounts): Draft =>
  Object.fromEntries(DIMENSIONS.map(dimension => [dimension, String(amounts[dimension])])) as Draft;

function amountsOf(draft: Draft): Amounts | undefined {
  const parsed = DIMENSIONS.map(dimension => [dimension, parseAmount(draft[dimension])] as const);
  return parsed.every(([, amount]) => amount !== undefined)
    ? (Object.fromEntries(parsed) as Amounts)
    : undefined;
}

/** Grants a unit its quota, showing beforehand what would be left above and below. */
export function QuotaEditor({ unit, site, entry, parent, onClose }: QuotaEditorProps) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const grant = useGrantQuota();
  // What one edits is what one saw when the form opened; a newer state is told, not taken over silently.
  const [base] = useState(entry);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  const [draft, setDraft] = useState(() => draftOf(base?.limit ?? NOTHING));
  const amounts = amountsOf(draft);
  const consequences = amounts && whatIf(parent.entry, entry, amounts);
  const isUnchanged = amounts && DIMENSIONS.every(d => amounts[d] === (base?.limit ?? NOTHING)[d]);
  const isRefused = consequences?.some(({ problem }) => problem) ?? true;

  const save = (etag: string | undefined) => {
    if (!amounts) return;
    grant.mutate(
      { unit, site, amounts, etag },
      {
        onSuccess: () => {
          notify(
            t('allocations.edit.saved', {
              unit: unit.name,
              amounts: formatAmounts(t, amounts),
              site,
            }),
          );
          onClose();
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isRefused && !isUnchanged && !grant.isPending) save(base?.etag);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  const isStale =
    hasCode(grant.error, 'STALE_REVISION') || hasCode(grant.error, 'PRECONDITION_REQUIRED');

  return (
    <form
      ref={form}
      className={classes.root}
      onSubmit={submit}
      aria-label={t('allocations.edit.title', { unit: unit.name, site })}
      noValidate
    >
      <div className={classes.fields}>
        {DIMENSIONS.map(dimension => (
          <AmountField
            key={dimension}
            dimension={dimension}
            value={draft[dimension]}
            onChange={text => setDraft({ ...draft, [dimension]: text })}
            consequence={consequences?.find(one => one.dimension === dimension)}
            unit={unit}
            entry={entry}
            parent={parent}
            onKeyDown={onKeyDown}
          />
        ))}
      </div>
      {isStale && amounts ? (
        <StaleQuota unit={unit} site={site} mine={amounts} onKeep={save} onTake={onClose} />
      ) : (
        <ErrorNote error={grant.error} />
      )}
      <div className={classes.actions}>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          type="submit"
          variant="contained"
          color="primary"
          disabled={isRefused || isUnchanged || grant.isPending || isStale}
        >
          {t('allocations.edit.save')}
        </Button>
      </div>
    </form>
  );
}

function problemText(
  t: Text,
  { dimension, problem }: Consequence,
  parentName: string,
): string | undefined {
  if (!problem) return undefined;
  const amount = (count: number) => formatAmount(t, dimension, count);
  switch (problem.rule) {
    case 'tooMuch':
      return t('allocations.edit.tooMuch', {
        unit: parentName,
        free: amount(problem.free),
        missing: amount(problem.missing),
      });
    case 'belowAllotted':
      return t('allocations.edit.belowAllotted', { floor: amount(problem.floor) });
    default:
      return t('allocations.edit.belowUsed', { floor: amount(problem.floor) });
  }
}

interface AmountFieldProps {
  dimension: Dimension;
  value: string;
  onChange: (text: string) => void;
  consequence: Consequence | undefined;
  unit: Unit;
  entry: QuotaEntry | undefined;
  parent: QuotaEditorProps['parent'];
  onKeyDown: (event: KeyboardEvent) => void;
}

function AmountField(props: AmountFieldProps) {
  const { dimension, value, onChange, consequence, unit, entry, parent } = props;
  const t = useText();
  const classes = useStyles();
  const isInvalid = parseAmount(value) === undefined;
  const problem = isInvalid
    ? t('allocations.edit.invalid')
    : consequence && problemText(t, consequence, parent.unit.name);
  const now = entry?.limit[dimension] ?? 0;
  return (
    <div className={classes.field}>
      <TextInput
        label={t(`dimension.${dimension}.name`)}
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={props.onKeyDown}
        error={problem !== undefined}
        helperText={
          problem ?? t('allocations.edit.now', { amount: formatAmount(t, dimension, now) })
        }
        FormHelperTextProps={problem ? { role: 'alert' } : undefined}
        variant="outlined"
        size="small"
        inputProps={{ inputMode: 'numeric' }}
      />
      {consequence && (
        <div className={classes.effect}>
          <ParentEffect consequence={consequence} parent={parent} />
          <Effect
            label={t('allocations.edit.own', { unit: unit.name })}
            free={formatAmount(t, dimension, consequence.ownFree)}
          />
          <QuotaBar
            dimension={dimension}
            figures={{
              limit: consequence.after,
              allotted: entry?.allotted[dimension] ?? 0,
              used: entry?.used[dimension] ?? 0,
              free: consequence.ownFree,
            }}
          />
        </div>
      )}
    </div>
  );
}

/** What would be left above, where its figures may be read. */
function ParentEffect({
  consequence: { dimension, parentFree },
  parent: { unit, entry },
}: {
  consequence: Consequence;
  parent: QuotaEditorProps['parent'];
}) {
  const t = useText();
  if (!entry || parentFree === undefined) return null;
  const limit = entry.limit[dimension];
  return (
    <>
      <Effect
        label={t('allocations.edit.parent', { unit: unit.name })}
        free={formatAmount(t, dimension, parentFree)}
      />
      <QuotaBar
        dimension={dimension}
        figures={{
          limit,
          allotted: limit - parentFree,
          used: entry.used[dimension],
          free: parentFree,
        }}
      />
    </>
  );
}

function Effect({ label, free }: { label: string; free: string }) {
  const classes = useStyles();
  return (
    <div className={classes.effectHead}>
      <span>{label}</span>
      <strong>{free}</strong>
    </div>
  );
}
