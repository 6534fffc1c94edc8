import { makeStyles } from '@material-ui/core/styles';
import type { Resource, ResourceTree } from '@bailiwick/backstage-plugin-infra-common';
import { Empty, QueryView, Quiet, Section, StatusLabel } from '../shared';
import { useText } from '../translations';
import { DependencyPicture } from './DependencyPicture';
import { positionOf, PositionLabel } from './positions';
import { type Relative, relativesOf } from './relatives';
import { ResourceLink } from './ResourceLink';
import { useResourceTree } from './revisionQueries';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(0.75) },
  entry: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.25, 1.5),
    ...theme.typography.body2,
  },
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(18rem, 100%), 1fr))',
  },
  heading: { ...theme.typography.subtitle2, margin: theme.spacing(0, 0, 1) },
}));

/** What a resource rests upon and what rests upon it: as a picture, and as lists for those who do not see it. */
export function DependenciesTab({ resource }: { resource: Resource }) {
  const t = useText();
  const query = useResourceTree(resource.id);
  return (
    <QueryView
      query={query}
      isEmpty={({ edges }) => edges.length === 0}
      empty={
        <Empty title={t('resources.dependencies.none.title')}>
          {t('resources.dependencies.none.hint')}
        </Empty>
      }
    >
      {tree => (
        <>
          <Section title={t('resources.dependencies.graph')} flush>
            <DependencyPicture resource={resource} tree={tree} />
          </Section>
          <Lists resource={resource} tree={tree} />
        </>
      )}
    </QueryView>
  );
}

function Lists({ resource, tree }: { resource: Resource; tree: ResourceTree }) {
  const t = useText();
  const classes = useStyles();
  return (
    <Section title={t('resources.dependencies.list')}>
      <div className={classes.columns}>
        {(['up', 'down'] as const).map(direction => (
          <div key={direction}>
            <h4 className={classes.heading}>{t(`resources.dependencies.${direction}`)}</h4>
            <RelativeList
              label={t(`resources.dependencies.${direction}`)}
              relatives={relativesOf(tree, resource.id, direction)}
            />
          </div>
        ))}
      </div>
    </Section>
  );
}

function RelativeList({ label, relatives }: { label: string; relatives: readonly Relative[] }) {
  const t = useText();
  const classes = useStyles();
  if (relatives.length === 0) return <Quiet>{t('resources.dependencies.nothing')}</Quiet>;
  return (
    <ul className={classes.list} aria-label={label}>
      {relatives.map(({ node, level }) => (
        <li
          key={node.id}
          className={classes.entry}
          style={{ paddingInlineStart: `${(level - 1) * 1.25}rem` }}
        >
          <ResourceLink resource={node} />
          <Quiet component="span">{node.type}</Quiet>
          <PositionLabel position={positionOf(node)} />
          {node.stale && (
            <StatusLabel tone="warning">{t('resources.dependencies.stale')}</StatusLabel>
          )}
        </li>
      ))}
    </ul>
  );
}
