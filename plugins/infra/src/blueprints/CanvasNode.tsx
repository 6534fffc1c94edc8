import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import SettingsIcon from '@material-ui/icons/SettingsOutlined';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import classNames from 'classnames';
import { StatusLabel, toneColors } from '../shared';
import { useText } from '../translations';
import type { Supply } from './wiring';

/** What the picture shows of a node. */
export interface CanvasNodeData extends Record<string, unknown> {
  title: string;
  /** Types that it needs, with what each fills in, and whether there is one. */
  needs: { type: string; title: string; supplies: Supply[]; isMet: boolean }[];
  outputs: string[];
  problems: number;
  onSettings: () => void;
}

export type CanvasNodeType = Node<CanvasNodeData, 'resource'>;

const useStyles = makeStyles(theme => ({
  root: {
    width: 230,
    background: theme.palette.background.paper,
    color: theme.palette.text.primary,
    border: `1px solid ${theme.palette.textSubtle}`,
    borderRadius: theme.shape.borderRadius * 2,
    fontFamily: theme.typography.fontFamily,
    ...theme.typography.body2,
  },
  selected: {
    borderColor: theme.palette.primary.main,
    boxShadow: `0 0 0 1px ${theme.palette.primary.main}`,
  },
  broken: { borderColor: toneColors(theme).bad },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    padding: theme.spacing(0.5, 0.5, 0.5, 1.5),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  name: { fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  detail: { ...theme.typography.caption, color: theme.palette.textSubtle },
  row: { position: 'relative', padding: theme.spacing(0.5, 1.5) },
  gives: { textAlign: 'end' },
  dot: { width: 12, height: 12, background: theme.palette.primary.main },
  missing: { background: toneColors(theme).bad },
}));

/** A node of the picture: what it needs on its left, what it gives on its right. */
export function CanvasNode({ id, data, selected }: NodeProps<CanvasNodeType>) {
  const t = useText();
  const classes = useStyles();
  const { title, needs, outputs, problems, onSettings } = data;
  return (
    <div
      className={classNames(
        classes.root,
        problems > 0 && classes.broken,
        selected && classes.selected,
      )}
    >
      <div className={classes.head}>
        <div style={{ minWidth: 0 }}>
          <div className={classes.name}>{id}</div>
          <div className={classes.detail}>{title}</div>
        </div>
        <IconButton
          size="small"
          className="nodrag"
          aria-label={t('blueprints.editor.settings', { key: id })}
          onClick={onSettings}
        >
          <SettingsIcon fontSize="small" />
        </IconButton>
      </div>
      {needs.map(need => (
        <div key={need.type} className={classes.row}>
          <Handle
            type="target"
            position={Position.Left}
            id={need.type}
            className={classNames(classes.dot, !need.isMet && classes.missing)}
          />
          <div>{t('blueprints.editor.needs', { type: need.title })}</div>
          {need.supplies.map(({ output, variable }) => (
            <div key={variable} className={classes.detail}>
              {t('blueprints.node.supplies', { output, variable })}
            </div>
          ))}
        </div>
      ))}
      <div className={`${classes.row} ${classes.gives}`}>
        <span className={classes.detail}>
          {outputs.length > 0
            ? t('blueprints.editor.gives', { outputs: outputs.join(', ') })
            : t('blueprints.editor.givesNothing')}
        </span>
        <Handle type="source" position={Position.Right} className={classes.dot} />
      </div>
      {problems > 0 && (
        <div className={classes.row}>
          <StatusLabel tone="bad">{t('blueprints.editor.count', { count: problems })}</StatusLabel>
        </div>
      )}
    </div>
  );
}
