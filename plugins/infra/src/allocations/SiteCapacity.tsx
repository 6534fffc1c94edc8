import { makeStyles } from '@material-ui/core/styles';
import { type AllocationNode, DIMENSIONS } from '@bailiwick/backstage-plugin-infra-common';
import {
  BudgetLine,
  figuresOf,
  FigureLine,
  formatAmounts,
  hasMoney,
  isNothing,
  Note,
  Section,
} from '../shared';
import { useText } from '../translations';
import { entryAt } from './tree';

const useStyles = makeStyles(theme => ({
  figures: {
    display: 'grid',
    gap: theme.spacing(2, 4),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(16rem, 100%), 1fr))',
  },
  offline: { marginTop: theme.spacing(2) },
}));

interface SiteCapacityProps {
  node: AllocationNode;
  site: string | undefined;
}

/** The quota of a unit at a site with its budget, and what would come back with the servers that are offline. */
export function SiteCapacity({ node, site }: SiteCapacityProps) {
  const t = useText();
  const classes = useStyles();
  const entry = entryAt(node, site);
  const { budget } = node;
  const isTeam = node.children.length === 0;
  if (!entry || !site) {
    return (
      budget && (
        <Section title={t('allocations.budget', { unit: node.unit.name })}>
          <BudgetLine budget={budget} isTeam={isTeam} />
        </Section>
      )
    );
  }
  return (
    <Section title={t('allocations.capacity', { unit: node.unit.name, site })}>
      <div className={classes.figures}>
        {DIMENSIONS.map(dimension => (
          <FigureLine
            key={dimension}
            dimension={dimension}
            figures={figuresOf(entry, dimension)}
            isTeam={isTeam}
          />
        ))}
        {budget && hasMoney(budget) && <BudgetLine budget={budget} isTeam={isTeam} />}
      </div>
      {entry.offline && !isNothing(entry.offline) && (
        <div className={classes.offline}>
          <Note tone="warning">
            {t('allocations.offline', { amount: formatAmounts(t, entry.offline) })}
          </Note>
        </div>
      )}
    </Section>
  );
}
