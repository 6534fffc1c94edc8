import { makeStyles } from '@material-ui/core/styles';
import {
  type CreateResource,
  DIMENSIONS,
  type Forecast,
} from '@bailiwick/backstage-plugin-infra-common';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { externalNameLabel } from '../resources/externalName';
import {
  CostText,
  Failure,
  formatAmount,
  kindLabel,
  type Measured,
  Note,
  StatusLabel,
  useAmountText,
  useMoney,
} from '../shared';
import { useText } from '../translations';
import { validationProblems } from '../api';
import { FreeBar } from './FreeBar';
import { useDryRun } from './useDryRun';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
  quiet: { color: theme.palette.textSubtle, margin: 0, ...theme.typography.body2 },
  heading: { ...theme.typography.subtitle2, margin: 0, fontWeight: 600 },
  stale: { opacity: 0.6, transition: 'opacity 150ms' },
  levels: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(1.5) },
  level: { display: 'grid', gap: theme.spacing(0.75), ...theme.typography.body2 },
  unit: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    flexWrap: 'wrap',
  },
  kind: { color: theme.palette.textSubtle },
  line: {
    display: 'grid',
    gridTemplateColumns: '4.5rem minmax(0, 1fr)',
    alignItems: 'center',
    gap: theme.spacing(0.25, 1),
  },
  figures: {
    gridColumn: 2,
    ...theme.typography.caption,
    color: theme.palette.textSubtle,
    fontVariantNumeric: 'tabular-nums',
  },
  cost: { fontSize: '1.25rem', fontWeight: 600, fontVariantNumeric: 'tabular-nums' },
}));

interface LiveCheckProps {
  /** Undefined until enough is filled in. */
  request: CreateResource | undefined;
}

/** Checks a request while it is being written. */
export function LiveCheck({ request }: LiveCheckProps) {
  const t = useText();
  const classes = useStyles();
  const query = useDryRun(request);
  if (!request) return <p className={classes.quiet}>{t('request.check.incomplete')}</p>;
  return (
    <Check query={query}>
      {result => (
        <CheckResult result={result}>
          <CheckFigure title={t('request.check.cost')}>
            <CostText cost={result.cost} />
          </CheckFigure>
          {result.externalName && (
            <div>
              <p className={classes.heading}>{externalNameLabel(t, request.type)}</p>
              <code>{result.externalName}</code>
            </div>
          )}
        </CheckResult>
      )}
    </Check>
  );
}

interface CheckProps<Result> {
  query: UseQueryResult<Result>;
  children: (result: Result) => ReactNode;
}

/** What a check of something that is being written answered, or why it could not. */
export function Check<Result>({ query, children }: CheckProps<Result>) {
  const t = useText();
  const classes = useStyles();
  if (query.error) {
    const problems = validationProblems(query.error);
    if (problems.length === 0)
      return <Failure compact error={query.error} onRetry={() => query.refetch()} />;
    return (
      <Note tone="bad" alert>
        <p>{t('request.check.invalid')}</p>
        {problems.map(({ pointer, message }) => (
          <p key={pointer + message}>
            <code>{pointer}</code> {message}
          </p>
        ))}
      </Note>
    );
  }
  if (!query.data) {
    return (
      <p className={classes.quiet} role="status">
        {t('request.check.running')}
      </p>
    );
  }
  return (
    <div
      className={query.isPlaceholderData ? classes.stale : undefined}
      aria-busy={query.isPlaceholderData}
    >
      {children(query.data)}
    </div>
  );
}

/** What is free at each level before and after; nothing where no site is asked of. */
export function QuotaLevels({ quota }: Pick<Forecast, 'quota'>) {
  const t = useText();
  const classes = useStyles();
  const site = quota[0]?.site;
  if (!site) return null;
  return (
    <div>
      <p className={classes.heading}>{t('request.check.free', { site })}</p>
      <ul className={classes.levels}>
        {quota.map(level => (
          <Level key={level.unitId} level={level} />
        ))}
      </ul>
    </div>
  );
}

/** What is left of the monthly budget of each level, before and after; nothing where money plays no part. */
export function BudgetLevels({ budget = [] }: Pick<Forecast, 'budget'>) {
  const t = useText();
  const classes = useStyles();
  if (budget.length === 0) return null;
  return (
    <div>
      <p className={classes.heading}>{t('request.check.budget')}</p>
      <ul className={classes.levels}>
        {budget.map(level => (
          <BudgetLevel key={level.unitId} level={level} />
        ))}
      </ul>
    </div>
  );
}

function BudgetLevel({ level }: { level: NonNullable<Forecast['budget']>[number] }) {
  const t = useText();
  const classes = useStyles();
  const money = useMoney();
  const { before, after } = level;
  return (
    <li className={classes.level}>
      <LevelHead
        level={level}
        short={after !== null && after < 0 ? money.format(-after) : undefined}
      />
      {before === null || after === null ? (
        <span className={classes.kind}>{t('request.check.unlimited')}</span>
      ) : (
        <LevelLine dimension="monthlyCost" before={before} after={after} />
      )}
    </li>
  );
}

/** A figure that one reads first. */
export function CheckFigure({ title, children }: { title: string; children: ReactNode }) {
  const classes = useStyles();
  return (
    <div>
      <p className={classes.heading}>{title}</p>
      <span className={classes.cost}>{children}</span>
    </div>
  );
}

interface CheckResultProps {
  result: Forecast;
  /** What it takes. */
  children: ReactNode;
}

/** What would come of something: what it takes, what is left at each level, and why it would be refused. */
export function CheckResult({ result, children }: CheckResultProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <div role="status">
        <Note tone={result.valid ? 'good' : 'bad'}>
          <p>
            <strong>{t(result.valid ? 'request.check.ok' : 'request.check.refused')}</strong>
          </p>
          {result.problems.map(({ code, message }) => (
            <p key={code + message}>{message}</p>
          ))}
        </Note>
      </div>
      {result.warnings?.map(warning => (
        <Note key={warning} tone="warning">
          {warning}
        </Note>
      ))}
      {children}
      <QuotaLevels quota={result.quota} />
      <BudgetLevels budget={result.budget} />
      <Approval approval={result.approval} />
    </div>
  );
}

function Level({ level }: { level: Forecast['quota'][number] }) {
  const t = useText();
  const classes = useStyles();
  const short = DIMENSIONS.filter(dimension => level.after[dimension] < 0)
    .map(dimension => formatAmount(t, dimension, -level.after[dimension]))
    .join(', ');
  return (
    <li className={classes.level}>
      <LevelHead level={level} short={short || undefined} />
      {DIMENSIONS.map(dimension => (
        <LevelLine
          key={dimension}
          dimension={dimension}
          before={level.before[dimension]}
          after={level.after[dimension]}
        />
      ))}
    </li>
  );
}

interface LevelHeadProps {
  level: { unit: string; kind: string };
  /** How much it has too little. */
  short: string | undefined;
}

function LevelHead({ level, short }: LevelHeadProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.unit}>
      <span>
        {level.unit} <span className={classes.kind}>{kindLabel(t, level.kind)}</span>
      </span>
      {short && <StatusLabel tone="bad">{t('request.check.short', { amount: short })}</StatusLabel>}
    </div>
  );
}

interface LevelLineProps {
  dimension: Measured;
  before: number;
  after: number;
}

function LevelLine({ dimension, before, after }: LevelLineProps) {
  const t = useText();
  const classes = useStyles();
  const format = useAmountText();
  const free = dimension === 'monthlyCost' ? format(dimension, before) : before.toLocaleString();
  return (
    <div className={classes.line}>
      <span className={classes.kind}>{t(`dimension.${dimension}.name`)}</span>
      <FreeBar before={before} after={after} />
      <span className={classes.figures}>
        {free} → {format(dimension, after)}
      </span>
    </div>
  );
}

function Approval({ approval }: { approval: Forecast['approval'] }) {
  const t = useText();
  const classes = useStyles();
  if (!approval.required) return <p className={classes.quiet}>{t('request.check.noApproval')}</p>;
  return (
    <div>
      <p className={classes.heading}>{t('request.check.approval')}</p>
      <ol>
        {approval.steps.map(({ title, approvers }) => (
          <li key={title}>
            {title}: {approvers}
          </li>
        ))}
      </ol>
    </div>
  );
}
