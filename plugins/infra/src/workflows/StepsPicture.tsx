import { DependencyGraph, DependencyGraphTypes } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import classNames from 'classnames';
import type { WorkflowStep } from '@bailiwick/backstage-plugin-infra-common';
import { toneColors } from '../shared';
import { useText } from '../translations';
import { stagesOf } from './stages';

const NODE = { width: 200, height: 56 };
const CUT = 24;
const STAGE_WIDTH = 320;

const useStyles = makeStyles(theme => {
  const colors = toneColors(theme);
  return {
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
    },
    done: { stroke: colors.good, strokeWidth: 2 },
    in_progress: { stroke: colors.busy, strokeWidth: 3 },
    approval_pending: { stroke: colors.warning, strokeWidth: 3 },
    failed: { stroke: colors.bad, strokeWidth: 3 },
    waiting: { strokeDasharray: '6 3' },
    name: { fill: theme.palette.text.primary, fontSize: 14, fontWeight: 600 },
    detail: { fill: theme.palette.textSubtle, fontSize: 12 },
  };
});

const cut = (text: string): string => (text.length > CUT ? `${text.slice(0, CUT - 1)}…` : text);

export interface PicturedStep {
  id: string;
  name: string;
  type: string;
  after: readonly string[];
  /** Missing where nothing has begun yet. */
  status?: WorkflowStep['status'];
}

interface StepsPictureProps {
  label: string;
  steps: readonly PicturedStep[];
}

/** What comes after what. It is one picture: who cannot see it reads the table beside it. */
export function StepsPicture({ label, steps }: StepsPictureProps) {
  const classes = useStyles();
  const known = new Set(steps.map(({ id }) => id));
  const edges = steps.flatMap(({ id, after }) =>
    after.filter(before => known.has(before)).map(before => ({ from: before, to: id })),
  );
  // A few boxes are no larger than many.
  const maxWidth = Math.max(...stagesOf(steps).values()) * STAGE_WIDTH;
  return (
    <div role="img" aria-label={label} className={classes.root} style={{ maxWidth }}>
      <DependencyGraph
        nodes={[...steps]}
        edges={edges}
        direction={DependencyGraphTypes.Direction.LEFT_RIGHT}
        renderNode={({ node }) => <StepBox step={node} />}
        zoom="enable-on-click"
        allowFullscreen={false}
        fit="contain"
      />
    </div>
  );
}

function StepBox({ step }: { step: PicturedStep }) {
  const t = useText();
  const classes = useStyles();
  const { status, type, name } = step;
  const detail = status ? `${type} · ${t(`workflows.step.state.${status}`)}` : type;
  return (
    <g>
      <title>{`${name}: ${detail}`}</title>
      <rect {...NODE} rx={6} className={classNames(classes.box, status && classes[status])} />
      <text x={12} y={24} className={classes.name}>
        {cut(name)}
      </text>
      <text x={12} y={43} className={classes.detail}>
        {cut(detail)}
      </text>
    </g>
  );
}
