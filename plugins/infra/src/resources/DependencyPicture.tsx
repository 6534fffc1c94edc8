import {
  DependencyGraph,
  DependencyGraphTypes,
  type DependencyGraphTypes as GraphTypes,
} from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import classNames from 'classnames';
import type { Resource, ResourceTree } from '@bailiwick/backstage-plugin-infra-common';
import { useNavigate } from 'react-router-dom';
import { resourceRouteRef } from '../routes';
import { useText } from '../translations';
import { positionOf } from './positions';
import type { TreeNode } from './relatives';

const NODE = { width: 200, height: 56 };
const CUT = 24;

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(0, 2.5, 2.5),
    overflow: 'hidden',
    // The graph fills the width, and a few boxes would become huge with it.
    '& #dependency-graph': { maxHeight: 420 },
  },
  box: {
    fill: theme.palette.background.default,
    stroke: theme.palette.textSubtle,
    strokeWidth: 1,
    cursor: 'pointer',
  },
  own: { stroke: theme.palette.primary.main, strokeWidth: 3 },
  stale: { strokeDasharray: '6 3' },
  name: { fill: theme.palette.text.primary, fontSize: 14, fontWeight: 600, pointerEvents: 'none' },
  detail: { fill: theme.palette.textSubtle, fontSize: 12, pointerEvents: 'none' },
}));

const cut = (text: string): string => (text.length > CUT ? `${text.slice(0, CUT - 1)}…` : text);

interface DependencyPictureProps {
  resource: Resource;
  tree: ResourceTree;
}

/** The graph of everything around a resource. It is one picture: who cannot see it reads the lists below. */
export function DependencyPicture({ resource, tree }: DependencyPictureProps) {
  const t = useText();
  const classes = useStyles();
  const known = new Set(tree.nodes.map(({ id }) => id));
  const edges = tree.edges
    .filter(({ parentId, childId }) => known.has(parentId) && known.has(childId))
    .map(({ parentId, childId }) => ({ from: parentId, to: childId }));
  return (
    <div
      role="img"
      aria-label={t('resources.dependencies.graphLabel', { name: resource.name })}
      className={classes.root}
    >
      <DependencyGraph
        nodes={[...tree.nodes]}
        edges={edges}
        direction={DependencyGraphTypes.Direction.TOP_BOTTOM}
        renderNode={({ node }) => <NodeBox node={node} isOwn={node.id === resource.id} />}
        zoom="enable-on-click"
        allowFullscreen={false}
        fit="contain"
      />
    </div>
  );
}

interface NodeBoxProps {
  node: GraphTypes.DependencyNode<TreeNode>;
  isOwn: boolean;
}

function NodeBox({ node, isOwn }: NodeBoxProps) {
  const t = useText();
  const classes = useStyles();
  const navigate = useNavigate();
  const toResource = useRouteRef(resourceRouteRef);
  const { state, status } = positionOf(node);
  return (
    <g onClick={() => navigate(toResource({ id: node.id }))}>
      <title>{node.name}</title>
      <rect
        {...NODE}
        rx={6}
        className={classNames(classes.box, isOwn && classes.own, node.stale && classes.stale)}
      />
      <text x={12} y={24} className={classes.name}>
        {cut(node.name)}
      </text>
      <text x={12} y={43} className={classes.detail}>
        {cut(`${node.type} · ${t(`resources.position.${state}.${status}`)}`)}
      </text>
    </g>
  );
}
