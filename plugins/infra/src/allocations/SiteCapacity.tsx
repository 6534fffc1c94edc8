import { makeStyles } from '@material-ui/core/styles';
import { type AllocationNode, DIMENSIONS } from '@bailiwick/backstage-plugin-infra-common';
import { figuresOf, FigureLine, formatAmounts, isNothing, Note, Section } from '../shared';
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

/** The quota of a unit at a site, and what would come back with the servers that are offline. */
export function SiteCapacity({ node, site }: { node: AllocationNode; site: string }) {
  const t = useText();
  const classes = useStyles();
  const entry = entryAt(node, site);
  if (!entry) return null;
  return (
    <Section title={t('allocations.capacity', { unit: node.unit.name, site })}>
      <div className={classes.figures}>
        {DIMENSIONS.map(dimension => (
          <FigureLine
            key={dimension}
            dimension={dimension}
            figures={figuresOf(entry, dimension)}
            isTeam={node.children.length === 0}
          />
        ))}
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
