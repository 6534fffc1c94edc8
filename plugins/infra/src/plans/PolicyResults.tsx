import { makeStyles } from '@material-ui/core/styles';
import type { PolicyResult } from '@bailiwick/backstage-plugin-infra-common';
import { Quiet, StatusLabel } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(1.5) },
  rule: { display: 'grid', gap: theme.spacing(0.25), ...theme.typography.body2 },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(0.5, 2),
  },
}));

/** The rules of a type, and whether what was asked for keeps them; the broken ones first. */
export function PolicyResults({ policies }: { policies: readonly PolicyResult[] }) {
  const t = useText();
  const classes = useStyles();
  if (policies.length === 0) return <Quiet>{t('approvals.policies.none')}</Quiet>;
  const brokenFirst = [...policies].sort((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <ul className={classes.list} aria-label={t('approvals.policies.list')}>
      {brokenFirst.map(({ name, passed, message }) => (
        <li key={name} className={classes.rule}>
          <span className={classes.head}>
            <span>{name}</span>
            <StatusLabel tone={passed ? 'good' : 'bad'}>
              {t(`approvals.policies.${passed ? 'passed' : 'failed'}`)}
            </StatusLabel>
          </span>
          {!passed && message && <Quiet>{message}</Quiet>}
        </li>
      ))}
    </ul>
  );
}
