import { makeStyles } from '@material-ui/core/styles';
import { type Plan, PLANNED_ACTIONS } from '@bailiwick/backstage-plugin-infra-common';
import { Moment, Note, Quiet, StatusLabel, useNow } from '../shared';
import { useText } from '../translations';
import { ACTION_TONE, PlannedChanges } from './PlannedChanges';

const useStyles = makeStyles(theme => ({
  head: { display: 'grid', gap: theme.spacing(1.5), padding: theme.spacing(0, 2.5, 2) },
  counts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2.5),
    listStyle: 'none',
    margin: 0,
    padding: 0,
    ...theme.typography.body2,
    fontWeight: 600,
  },
  facts: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.25, 2.5) },
}));

/** A plan: how much it does, until when it holds, and every change. It reaches the edges of its section. */
export function PlanView({ plan }: { plan: Plan }) {
  const t = useText();
  const classes = useStyles();
  const now = useNow(30_000);
  const counted = PLANNED_ACTIONS.filter(action => plan.counts[action] > 0);
  const isExpired = new Date(plan.expiresAt) <= now;
  return (
    <>
      <div className={classes.head}>
        {plan.outdated && <Note tone="warning">{t('plan.outdated')}</Note>}
        {!plan.outdated && isExpired && <Note tone="warning">{t('plan.expired')}</Note>}
        {plan.purpose === 'drift' && <Note tone="warning">{t('plan.forDrift')}</Note>}
        {plan.purpose === 'destroy' && <Note tone="bad">{t('plan.forDestroy')}</Note>}
        {counted.length === 0 ? (
          <Quiet>{t('plan.nothing')}</Quiet>
        ) : (
          <ul className={classes.counts} aria-label={t('plan.counts')}>
            {counted.map(action => (
              <li key={action}>
                <StatusLabel tone={ACTION_TONE[action]}>
                  {t(`plan.count.${action}`, { amount: plan.counts[action].toLocaleString() })}
                </StatusLabel>
              </li>
            ))}
          </ul>
        )}
        <Quiet component="div" className={classes.facts}>
          <span>
            {t('plan.made')} <Moment time={plan.createdAt} />
          </span>
          {!isExpired && (
            <span>
              {t('plan.expires')} <Moment time={plan.expiresAt} />
            </span>
          )}
        </Quiet>
      </div>
      {plan.changes.length > 0 && <PlannedChanges changes={plan.changes} />}
    </>
  );
}
