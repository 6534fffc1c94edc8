import {
  type Amounts,
  type Dimension,
  DIMENSIONS,
  NOTHING,
  type QuotaEntry,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { hasCode } from '../api';
import { ErrorNote, formatAmount, formatAmounts, QuotaBar, TextInput, useNotify } from '../shared';
import { type Text, useText } from '../translations';
import { Effect, GrantActions, useEscape, useGrantFormStyles } from './grantFormParts';
import { useGrantQuota } from './queries';
import { StaleQuota } from './StaleQuota';
import { type Consequence, parseAmount, whatIf } from './whatIf';

export interface QuotaEditorProps {
  unit: Unit;
  site: string;
  entry: QuotaEntry | undefined;
  parent: { unit: Unit; entry: QuotaEntry | undefined };
  /** Called with the first thing that is typed, and after that. */
  onEdit: () => void;
  onSaved: () => void;
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
export function QuotaEditor(props: QuotaEditorProps) {
  const { unit, site, entry, parent, onEdit, onSaved, onClose } = props;
  const t = useText();
  const classes = useGrantFormStyles();
  const notify = useNotify();
  const grant = useGrantQuota();
  // What one edits is what one saw when the form opened; a newer state is told, not taken over silently.
  const [base] = useState(entry);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  useEscape(form, onClose);
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
          onSaved();
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isRefused && !isUnchanged && !grant.isPending) save(base?.etag);
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
            onChange={text => {
              onEdit();
              setDraft({ ...draft, [dimension]: text });
            }}
            consequence={consequences?.find(one => one.dimension === dimension)}
            unit={unit}
            entry={entry}
            parent={parent}
          />
        ))}
      </div>
      {isStale && amounts ? (
        <StaleQuota
          unit={unit}
          mine={formatAmounts(t, amounts)}
          currentOf={({ sites }) => {
            const current = sites.find(one => one.site === site);
            return { text: formatAmounts(t, current?.limit ?? NOTHING), etag: current?.etag };
          }}
          onKeep={save}
          onTake={onClose}
        />
      ) : (
        <ErrorNote error={grant.error} />
      )}
      <GrantActions
        save={t('allocations.edit.save')}
        isOff={isRefused || isUnchanged || grant.isPending || isStale}
        onCancel={onClose}
      />
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
}

function AmountField(props: AmountFieldProps) {
  const { dimension, value, onChange, consequence, unit, entry, parent } = props;
  const t = useText();
  const classes = useGrantFormStyles();
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
