import { makeStyles } from '@material-ui/core/styles';
import {
  DIMENSIONS,
  type QuotaPoint,
  type Unit,
  type UnitQuotaHistory,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Measured, QueryView, Quiet, Section, useAmountText, useFilters } from '../shared';
import { useText } from '../translations';
import { Choice } from './Choice';
import { useQuotaHistory } from './queries';
import { courseOf, highestOf, niceTop, stepArea, stepPath, type TrendPoint } from './trend';

const SPANS = ['7', '30', '90', '365'] as const;
const USUAL_SPAN = '30';
const WIDTH = 600;
const HEIGHT = 120;
/** A longer table than this nobody reads. */
const MOST_ROWS = 30;
/** In so short a time the day alone does not tell much. */
const SHORT_MS = 2 * 24 * 3_600_000;

const useStyles = makeStyles(theme => ({
  charts: {
    display: 'grid',
    gap: theme.spacing(2, 4),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(18rem, 100%), 1fr))',
  },
  figure: { margin: 0, minWidth: 0 },
  head: { display: 'flex', justifyContent: 'space-between', gap: theme.spacing(2) },
  name: { ...theme.typography.body2, fontWeight: 600 },
  drawing: {
    display: 'block',
    width: '100%',
    height: HEIGHT,
    margin: theme.spacing(0.5, 0),
    borderTop: `1px dashed ${theme.palette.divider}`,
    borderBottom: `1px solid ${theme.palette.divider}`,
    overflow: 'visible',
  },
  used: { fill: theme.palette.primary.main, fillOpacity: 0.22, stroke: 'none' },
  usedLine: { fill: 'none', stroke: theme.palette.primary.main, strokeWidth: 2 },
  limit: {
    fill: 'none',
    stroke: theme.palette.text.primary,
    strokeWidth: 1.5,
    strokeDasharray: '5 4',
  },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2.5),
    marginTop: theme.spacing(1.5),
    ...theme.typography.body2,
    '& svg': { width: 26, height: 10, marginRight: theme.spacing(0.75) },
  },
  values: {
    marginTop: theme.spacing(1),
    ...theme.typography.body2,
    '& summary': { cursor: 'pointer', display: 'inline-block', padding: theme.spacing(0.5, 0) },
    '& table': { borderCollapse: 'collapse' },
    '& th, & td': { padding: theme.spacing(0.25, 2, 0.25, 0), textAlign: 'left' },
  },
}));

/** What a unit had and used at a site in the course of time. */
export function QuotaTrend({ unit, site }: { unit: Unit; site: string }) {
  const t = useText();
  const { values, update } = useFilters(['span']);
  const span = SPANS.find(days => days === values.span) ?? USUAL_SPAN;
  const history = useQuotaHistory(unit.id, site, Number(span));
  return (
    <Section
      title={t('allocations.trend.title', { unit: unit.name, site })}
      actions={
        <Choice
          label={t('allocations.trend.span')}
          value={span}
          choices={SPANS.map(days => [days, t(`allocations.trend.days.${days}`)] as const)}
          onChange={days => update({ span: days === USUAL_SPAN ? undefined : days })}
        />
      }
    >
      <QueryView
        query={history}
        compact
        isEmpty={({ sites }) => pointsAt(sites, site).length < 2}
        empty={<Quiet>{t('allocations.trend.young')}</Quiet>}
      >
        {data => <Trend history={data} points={pointsAt(data.sites, site)} />}
      </QueryView>
    </Section>
  );
}

function pointsAt(sites: UnitQuotaHistory['sites'], site: string): readonly QuotaPoint[] {
  return sites.find(one => one.site === site)?.points ?? [];
}

/** The course of one dimension. */
interface Course {
  dimension: Measured;
  points: readonly TrendPoint[];
}

interface TrendProps {
  history: UnitQuotaHistory;
  points: readonly QuotaPoint[];
}

function Trend({ history, points }: TrendProps) {
  const t = useText();
  const classes = useStyles();
  const quota = DIMENSIONS.map((dimension): Course => {
    return { dimension, points: courseOf(points, dimension) };
  });
  const { budget } = history;
  const money: Course[] = budget.some(({ limit, used }) => limit !== null || used > 0)
    ? [{ dimension: 'monthlyCost', points: budget }]
    : [];
  return (
    <>
      <div className={classes.charts}>
        {[...quota, ...money].map(course => (
          <TrendChart key={course.dimension} course={course} history={history} />
        ))}
      </div>
      <div className={classes.legend} aria-hidden>
        <span>
          <svg viewBox="0 0 26 10">
            <rect width="26" height="10" className={classes.used} />
            <path d="M0 1H26" className={classes.usedLine} />
          </svg>
          {t('allocations.trend.used')}
        </span>
        <span>
          <svg viewBox="0 0 26 10">
            <path d="M0 5H26" className={classes.limit} />
          </svg>
          {t('allocations.trend.limit')}
        </span>
      </div>
      <TrendValues title={t('allocations.trend.values')} courses={quota} />
      {money.length > 0 && (
        <TrendValues title={t('allocations.trend.moneyValues')} courses={money} />
      )}
    </>
  );
}

interface TrendChartProps {
  history: UnitQuotaHistory;
  course: Course;
}

function TrendChart({ history, course: { dimension, points } }: TrendChartProps) {
  const t = useText();
  const classes = useStyles();
  const format = useAmountText();
  const top = niceTop(highestOf(points));
  const first = points[0];
  const last = points[points.length - 1];
  // What is younger than the span would be a line at the edge.
  const from = Math.max(Date.parse(history.from), Date.parse(first.at));
  const to = Date.parse(history.to);
  const frame = { from, to, top, width: WIDTH, height: HEIGHT };
  const edge = (time: number) =>
    to - from < SHORT_MS
      ? new Date(time).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' })
      : new Date(time).toLocaleDateString();
  const amount = (count: number | null) =>
    count === null ? t('allocations.trend.unlimited') : format(dimension, count);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.head}>
        <span className={classes.name}>{t(`dimension.${dimension}.name`)}</span>
        <Quiet component="span">{amount(top)}</Quiet>
      </figcaption>
      <svg
        role="img"
        aria-label={t('allocations.trend.summary', {
          dimension: t(`dimension.${dimension}.name`),
          since: new Date(first.at).toLocaleDateString(),
          usedFirst: amount(first.used),
          limitFirst: amount(first.limit),
          usedLast: amount(last.used),
          limitLast: amount(last.limit),
          highest: amount(Math.max(...points.map(({ used }) => used))),
        })}
        className={classes.drawing}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <path d={stepArea(points, frame)} className={classes.used} />
        {(['used', 'limit'] as const).map(figure => (
          <path
            key={figure}
            d={stepPath(points, figure, frame)}
            className={figure === 'used' ? classes.usedLine : classes.limit}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <div className={classes.head} aria-hidden>
        <Quiet component="span">{edge(from)}</Quiet>
        <Quiet component="span">{edge(to)}</Quiet>
      </div>
    </figure>
  );
}

interface TrendValuesProps {
  title: string;
  /** With points at the same times. */
  courses: readonly Course[];
}

/** The same in words, for those who cannot see a line or want to know exactly. */
function TrendValues({ title, courses }: TrendValuesProps) {
  const t = useText();
  const classes = useStyles();
  const format = useAmountText();
  const [{ points }] = courses;
  const shown = points
    .map((_, index) => index)
    .slice(-MOST_ROWS)
    .reverse();
  return (
    <details className={classes.values}>
      <summary>{title}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('allocations.trend.time')}</th>
            {courses.map(({ dimension }) => (
              <th key={dimension} scope="col">
                {t(`dimension.${dimension}.name`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(index => (
            <tr key={points[index].at}>
              <th scope="row">{new Date(points[index].at).toLocaleString()}</th>
              {courses.map(({ dimension, points: { [index]: point } }) => (
                <td key={dimension}>
                  {t('allocations.trend.usedOf', {
                    used: format(dimension, point.used),
                    limit:
                      point.limit === null
                        ? t('allocations.trend.unlimited')
                        : format(dimension, point.limit),
                  })}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
