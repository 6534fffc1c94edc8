import { makeStyles } from '@material-ui/core/styles';
import {
  type CreateResource,
  type Dimension,
  DIMENSIONS,
  type DryRunResult,
} from '@bailiwick/backstage-plugin-infra-common';
import { Failure, formatAmount, formatAmounts, kindLabel, Note, StatusLabel } from '../shared';
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
      <CheckResult result={query.data} />
    </div>
  );
}

/** What would come of a request: what it takes, what is left at each level, and why it would be refused. */
export function CheckResult({ result }: { result: DryRunResult }) {
  const t = useText();
  const classes = useStyles();
  const site = result.quota[0]?.site;
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
      <div>
        <p className={classes.heading}>{t('request.check.cost')}</p>
        <span className={classes.cost}>{formatAmounts(t, result.cost)}</span>
      </div>
      {result.externalName && (
        <div>
          <p className={classes.heading}>{t('request.check.externalName')}</p>
          <code>{result.externalName}</code>
        </div>
      )}
      {site && (
        <div>
          <p className={classes.heading}>{t('request.check.free', { site })}</p>
          <ul className={classes.levels}>
            {result.quota.map(level => (
              <Level key={level.unitId} level={level} />
            ))}
          </ul>
        </div>
      )}
      <Approval approval={result.approval} />
    </div>
  );
}

function Level({ level }: { level: DryRunResult['quota'][number] }) {
  const t = useText();
  const classes = useStyles();
  const shortOf = DIMENSIONS.filter(dimension => level.after[dimension] < 0);
  return (
    <li className={classes.level}>
      <div className={classes.unit}>
        <span>
          {level.unit} <span className={classes.kind}>{kindLabel(t, level.kind)}</span>
        </span>
        {shortOf.length > 0 && (
          <StatusLabel tone="bad">
            {t('request.check.short', {
              amount: shortOf
                .map(dimension => formatAmount(t, dimension, -level.after[dimension]))
                .join(', '),
            })}
          </StatusLabel>
        )}
      </div>
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

function LevelLine({
  dimension,
  before,
  after,
}: {
  dimension: Dimension;
  before: number;
  after: number;
}) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.line}>
      <span className={classes.kind}>{t(`dimension.${dimension}.name`)}</span>
      <FreeBar before={before} after={after} />
      <span className={classes.figures}>
        {before.toLocaleString()} → {formatAmount(t, dimension, after)}
      </span>
    </div>
  );
}

function Approval({ approval }: { approval: DryRunResult['approval'] }) {
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
