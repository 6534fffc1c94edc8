import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { alpha, makeStyles, type Theme, useTheme } from '@material-ui/core/styles';
import type { AllocationNode, Dimension } from '@bailiwick/backstage-plugin-infra-common';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import {
  Empty,
  FigureLine,
  formatAmount,
  kindLabel,
  Quiet,
  type QuotaFigures,
  takenOf,
  toneColors,
} from '../shared';
import { type Text, useText } from '../translations';
import {
  cellsInSight,
  freeCells,
  type IcicleCell,
  layOutIcicle,
  utilisation,
  type VisibleCell,
} from './icicle';
import { useElementSize } from './useElementSize';

const LEVEL_HEIGHT = 72;
const GAP = 3;
const TYPICAL_WIDTH = 1200;

/** The fuller, the darker. */
const shade = (theme: Theme, share: number): string =>
  alpha(theme.palette.primary.main, 0.1 + 0.32 * Math.min(share, 1));

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0, 2.5, 2.5),
    minWidth: 0,
  },
  frame: { position: 'relative', overflow: 'hidden', minWidth: 0 },
  cell: {
    position: 'absolute',
    boxSizing: 'border-box',
    height: LEVEL_HEIGHT - GAP,
    padding: theme.spacing(0.75, 1),
    borderInlineEnd: `${GAP}px solid ${theme.palette.background.paper}`,
    overflow: 'hidden',
    cursor: 'pointer',
    color: theme.palette.text.primary,
    transition: 'left 200ms, width 200ms',
    '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
    '&:focus': { outline: 'none' },
    '&:focus-visible': { boxShadow: `inset 0 0 0 3px ${theme.palette.text.primary}` },
  },
  over: { boxShadow: `inset 0 0 0 2px ${toneColors(theme).bad}` },
  name: {
    ...theme.typography.body2,
    fontWeight: 600,
    lineHeight: 1.35,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  figures: {
    ...theme.typography.caption,
    display: 'block',
    lineHeight: 1.35,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    fontVariantNumeric: 'tabular-nums',
  },
  free: {
    position: 'absolute',
    boxSizing: 'border-box',
    height: LEVEL_HEIGHT - GAP,
    borderInlineEnd: `${GAP}px solid ${theme.palette.background.paper}`,
    background: alpha(theme.palette.text.primary, 0.05),
    transition: 'left 200ms, width 200ms',
    '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
  },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'end',
    gap: theme.spacing(2, 4),
  },
  focused: { flex: '1 1 18rem', maxWidth: 480 },
  legend: {
    display: 'grid',
    gap: theme.spacing(0.5),
    ...theme.typography.caption,
    color: theme.palette.textSubtle,
  },
  ramp: {
    height: 10,
    width: 180,
    borderRadius: 3,
    background: `linear-gradient(90deg, ${shade(theme, 0)}, ${shade(theme, 1)})`,
  },
  ends: { display: 'flex', justifyContent: 'space-between' },
}));

interface AllocationPictureProps {
  root: AllocationNode;
  site: string;
  dimension: Dimension;
}

const figureText = (t: Text, dimension: Dimension, figures: QuotaFigures) =>
  t('allocations.figures', {
    taken: takenOf(figures).toLocaleString(),
    limit: formatAmount(t, dimension, figures.limit),
  });

/** A site as a picture: level beneath level, every unit as wide as its share. */
export function AllocationPicture({ root, site, dimension }: AllocationPictureProps) {
  const t = useText();
  const classes = useStyles();
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(TYPICAL_WIDTH);
  useElementSize(frame, size => setWidth(size.width));
  const cells = useMemo(() => layOutIcicle(root, site, dimension), [root, site, dimension]);
  const byId = useMemo(() => new Map(cells.map(cell => [cell.node.unit.id, cell])), [cells]);
  const [zoomedId, setZoomedId] = useState<string>();
  const [activeId, setActiveId] = useState<string>();
  const zoomed = (zoomedId && byId.get(zoomedId)) || cells[0];
  const free = useMemo(() => freeCells(cells), [cells]);
  const { visible, hidden } = useMemo(
    () =>
      zoomed ? cellsInSight(cells, [zoomed.x0, zoomed.x1], width) : { visible: [], hidden: 0 },
    [cells, zoomed, width],
  );
  if (!zoomed) return <Empty title={t('allocations.picture.nothing', { site })} />;

  const active = (activeId && byId.get(activeId)) || zoomed;
  const above = zoomed.parentId ? byId.get(zoomed.parentId) : undefined;
  const freeInSight = cellsInSight(free, [zoomed.x0, zoomed.x1], width).visible;
  const levels = Math.max(...visible.map(({ depth }) => depth)) + 1;
  return (
    <div className={classes.root}>
      <Quiet>{t('allocations.picture.hint')}</Quiet>
      <div
        ref={frame}
        role="tree"
        aria-label={t('allocations.picture.label', { site })}
        className={classes.frame}
        style={{ height: levels * LEVEL_HEIGHT }}
      >
        {freeInSight.map(({ ownerId, depth, left, width: share }) => (
          <div
            key={ownerId}
            aria-hidden
            className={classes.free}
            style={{ left: `${left}%`, width: `${share}%`, top: depth * LEVEL_HEIGHT }}
          />
        ))}
        <Cells
          cells={visible}
          dimension={dimension}
          active={active}
          onActive={setActiveId}
          onZoom={setZoomedId}
          onZoomOut={() => setZoomedId(above?.node.unit.id)}
        />
      </div>
      {hidden > 0 && (
        <Quiet variant="caption">{t('allocations.picture.tooSmall', { count: hidden })}</Quiet>
      )}
      {above && (
        <div>
          <Button size="small" variant="outlined" onClick={() => setZoomedId(above.node.unit.id)}>
            {t('allocations.picture.out', { unit: above.node.unit.name })}
          </Button>
        </div>
      )}
      <div className={classes.foot}>
        <div className={classes.focused} aria-live="polite">
          <Typography variant="subtitle2" component="p">
            {active.node.unit.name} · {kindLabel(t, active.node.unit.kind)}
          </Typography>
          <FigureLine
            dimension={dimension}
            figures={active.figures}
            isTeam={active.node.children.length === 0}
          />
        </div>
        <ShadeLegend />
      </div>
    </div>
  );
}

function ShadeLegend() {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.legend}>
      <span>{t('allocations.picture.shade')}</span>
      <div className={classes.ramp} aria-hidden />
      <span className={classes.ends}>
        <span>{t('allocations.picture.shadeFrom')}</span>
        <span>{t('allocations.picture.shadeTo')}</span>
      </span>
    </div>
  );
}

interface CellsProps {
  cells: readonly VisibleCell[];
  dimension: Dimension;
  active: IcicleCell;
  onActive: (id: string) => void;
  onZoom: (id: string) => void;
  onZoomOut: () => void;
}

/** Where an arrow key leads: to the neighbours on the same level, up to the parent, down to the first child. */
function neighbour(cells: readonly VisibleCell[], current: VisibleCell, key: string) {
  const { id } = current.node.unit;
  const level = cells.filter(({ depth }) => depth === current.depth);
  const place = level.findIndex(({ node }) => node.unit.id === id);
  switch (key) {
    case 'ArrowLeft':
      return level[place - 1];
    case 'ArrowRight':
      return level[place + 1];
    case 'ArrowUp':
      return cells.find(({ node }) => node.unit.id === current.parentId);
    case 'ArrowDown':
      return cells.find(({ parentId }) => parentId === id);
    default:
      return undefined;
  }
}

function Cells({ cells, dimension, active, onActive, onZoom, onZoomOut }: CellsProps) {
  const t = useText();
  const classes = useStyles();
  const theme = useTheme();
  const elements = useRef(new Map<string, HTMLElement>());
  const [wanted, setWanted] = useState<string>();
  const activeId = active.node.unit.id;
  const isActiveShown = cells.some(({ node }) => node.unit.id === activeId);

  useEffect(() => {
    if (wanted === undefined) return;
    elements.current.get(wanted)?.focus();
    setWanted(undefined);
  }, [wanted]);

  const onKeyDown = (event: KeyboardEvent, cell: VisibleCell) => {
    const next = neighbour(cells, cell, event.key);
    if (next) setWanted(next.node.unit.id);
    else if (event.key === 'Enter' || event.key === ' ') onZoom(cell.node.unit.id);
    else if (event.key === 'Escape') onZoomOut();
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
  };

  return (
    <>
      {cells.map((cell, index) => {
        const { unit } = cell.node;
        const share = utilisation(cell.figures);
        const figures = figureText(t, dimension, cell.figures);
        const isTabStop = isActiveShown ? unit.id === activeId : index === 0;
        return (
          <div
            key={unit.id}
            ref={element => {
              if (element) elements.current.set(unit.id, element);
              else elements.current.delete(unit.id);
            }}
            role="treeitem"
            aria-level={cell.depth + 1}
            aria-selected={unit.id === activeId}
            aria-label={t('allocations.picture.level', {
              name: unit.name,
              kind: kindLabel(t, unit.kind),
              figures,
            })}
            tabIndex={isTabStop ? 0 : -1}
            className={`${classes.cell} ${share > 1 ? classes.over : ''}`}
            style={{
              left: `${cell.left}%`,
              width: `${cell.width}%`,
              top: cell.depth * LEVEL_HEIGHT,
              backgroundColor: shade(theme, share),
            }}
            onFocus={() => onActive(unit.id)}
            onMouseEnter={() => onActive(unit.id)}
            onClick={() => onZoom(unit.id)}
            onKeyDown={event => onKeyDown(event, cell)}
          >
            <div className={classes.name}>{unit.name}</div>
            <span className={classes.figures}>{figures}</span>
          </div>
        );
      })}
    </>
  );
}
