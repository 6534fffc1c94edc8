import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  BudgetLine,
  hasMoney,
  isNothing,
  QueryView,
  Quiet,
  QuotaLegend,
  QuotaSummary,
  useUnit,
} from '../shared';
import { levelOf, useLevels } from '../session';
import { useUnitQuota } from '../allocations/queries';
import { useText } from '../translations';
import { useOwnUnits } from './queries';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2.5) },
  unit: { display: 'grid', gap: theme.spacing(1) },
  title: { fontWeight: 600 },
}));

/** Quota of the units that one has a role over. */
export function OwnQuota() {
  const t = useText();
  const classes = useStyles();
  const query = useOwnUnits();
  return (
    <QueryView
      query={query}
      compact
      isEmpty={ids => ids.length === 0}
      empty={<Typography variant="body2">{t('overview.quota.none')}</Typography>}
    >
      {ids => (
        <div className={classes.root}>
          {ids.map(id => (
            <UnitQuotaBars key={id} unitId={id} />
          ))}
          <QuotaLegend />
        </div>
      )}
    </QueryView>
  );
}

/** The quota of a unit at every site where it has some. */
export function UnitQuotaBars({ unitId }: { unitId: string }) {
  const t = useText();
  const classes = useStyles();
  const levels = useLevels();
  const unit = useUnit(unitId).data;
  const query = useUnitQuota(unitId);
  const isTeam = unit !== undefined && levelOf(unit) === levels.length - 1;
  return (
    <QueryView query={query} compact>
      {({ sites, budget }) => {
        const granted = sites.filter(
          ({ limit, allotted, used }) => ![limit, allotted, used].every(isNothing),
        );
        const spends = hasMoney(budget);
        if (granted.length === 0 && !spends) {
          return (
            <Quiet>
              {unit?.name}: {t('quota.nothing')}
            </Quiet>
          );
        }
        return (
          <>
            {granted.map(entry => (
              <div key={entry.site} className={classes.unit}>
                <Typography variant="body2" className={classes.title}>
                  {t('overview.quota.at', { unit: unit?.name ?? '…', site: entry.site })}
                </Typography>
                <QuotaSummary entry={entry} isTeam={isTeam} />
              </div>
            ))}
            {spends && (
              <div className={classes.unit}>
                <Typography variant="body2" className={classes.title}>
                  {t('overview.quota.budget', { unit: unit?.name ?? '…' })}
                </Typography>
                <BudgetLine budget={budget} isTeam={isTeam} />
              </div>
            )}
          </>
        );
      }}
    </QueryView>
  );
}
