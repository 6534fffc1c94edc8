import '@xyflow/react/dist/style.css';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  Background,
  type Connection,
  Controls,
  type Edge,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import { type DragEvent, useMemo, useRef, useState } from 'react';
import { useText } from '../translations';
import { CanvasNode, type CanvasNodeType } from './CanvasNode';
import { addNode, connect, disconnect, newKeyOf, removeNode } from './draft';
import { DRAGGED_TYPE } from './dragging';
import { arrange, type Place } from './layout';
import type { SortedProblems } from './problems';
import type { TypesByName } from './queries';
import type { Editor } from './useEditor';
import { suppliesOf, versionOf, whyNot } from './wiring';

const useStyles = makeStyles(theme => ({
  root: {
    height: 'min(34rem, 70vh)',
    borderTop: `1px solid ${theme.palette.divider}`,
    '& .react-flow': { background: theme.palette.background.default },
    '& .react-flow__edge-path': { strokeWidth: 2 },
  },
}));

const NODE_TYPES = { resource: CanvasNode };

interface CanvasProps {
  editor: Editor;
  types: TypesByName;
  problems: SortedProblems;
  onSettings: (key: string) => void;
}

/** The blueprint as a picture: nodes are dragged, and lines drawn between what fits. */
export function Canvas({ editor, types, problems, onSettings }: CanvasProps) {
  const t = useText();
  const classes = useStyles();
  const theme = useTheme();
  const { draft, apply } = editor;
  const [flow, setFlow] = useState<ReactFlowInstance<CanvasNodeType, Edge>>();
  /** Where nodes were put by hand; the others stand where they are arranged. */
  const [places, setPlaces] = useState<ReadonlyMap<string, Place>>(new Map());
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const measured = useRef(new Map<string, CanvasNodeType['measured']>());

  const nodes = useMemo((): CanvasNodeType[] => {
    const arranged = arrange(draft.nodes);
    return draft.nodes.map(node => {
      const type = types.get(node.type);
      const title = type?.title ?? node.type;
      const needs = (type?.parents ?? []).map(parentType => ({
        type: parentType,
        title: types.get(parentType)?.title ?? parentType,
        supplies: suppliesOf(types, node, parentType),
        isMet: draft.nodes.some(
          other => other.type === parentType && node.parents.includes(other.key),
        ),
      }));
      return {
        ...{ id: node.key, type: 'resource', selected: selected.has(node.key) },
        position: places.get(node.key) ?? arranged.get(node.key) ?? { x: 0, y: 0 },
        measured: measured.current.get(node.key),
        ariaLabel: `${node.key}, ${title}`,
        data: {
          ...{ title, needs },
          outputs: (versionOf(types, node)?.outputs ?? []).map(({ name }) => name),
          problems: problems.byKey.get(node.key)?.length ?? 0,
          onSettings: () => onSettings(node.key),
        },
      };
    });
  }, [draft.nodes, types, places, selected, problems, onSettings]);

  const edges = useMemo(
    (): Edge[] =>
      draft.nodes.flatMap(node =>
        node.parents.flatMap(parent => {
          const type = draft.nodes.find(({ key }) => key === parent)?.type;
          if (type === undefined) return [];
          const id = `${parent} ${node.key}`;
          return {
            ...{ id, source: parent, target: node.key, targetHandle: type },
            ...{ selected: selected.has(id), ariaLabel: `${parent} → ${node.key}` },
          };
        }),
      ),
    [draft.nodes, selected],
  );

  const select = (changes: readonly { id: string; selected: boolean }[]) =>
    setSelected(before => {
      const after = new Set(before);
      for (const change of changes) {
        if (change.selected) after.add(change.id);
        else after.delete(change.id);
      }
      return after;
    });

  const onNodesChange = (changes: NodeChange<CanvasNodeType>[]) => {
    for (const change of changes) {
      if (change.type === 'dimensions' && change.dimensions) {
        measured.current.set(change.id, change.dimensions);
      }
    }
    const moved = changes.flatMap(change =>
      change.type === 'position' && change.position ? [[change.id, change.position] as const] : [],
    );
    if (moved.length > 0 || changes.some(({ type }) => type === 'dimensions')) {
      setPlaces(before => new Map([...before, ...moved]));
    }
    select(changes.filter(change => change.type === 'select'));
  };

  const fits = ({ source, target, targetHandle }: Edge | Connection): boolean => {
    const type = draft.nodes.find(({ key }) => key === source)?.type;
    const ends = { parent: source, child: target };
    return type === targetHandle && whyNot(draft, types, ends) === undefined;
  };

  const drop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(DRAGGED_TYPE);
    if (!type || !flow) return;
    event.preventDefault();
    const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    setPlaces(before => new Map([...before, [newKeyOf(draft, type), place]]));
    apply(addNode(types, type));
  };

  return (
    <div
      className={classes.root}
      role="region"
      aria-label={t('blueprints.editor.canvasLabel')}
      onDragOver={event => event.preventDefault()}
      onDrop={drop}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onInit={setFlow}
        onNodesChange={onNodesChange}
        onEdgesChange={changes => select(changes.filter(change => change.type === 'select'))}
        onConnect={({ source, target }) => apply(connect(types, { parent: source, child: target }))}
        isValidConnection={fits}
        onBeforeDelete={async gone => {
          // What was deleted leaves by the draft, so that it can be taken back.
          gone.edges.forEach(({ source, target }) =>
            apply(disconnect({ parent: source, child: target })),
          );
          gone.nodes.forEach(({ id }) => apply(removeNode(id)));
          return false;
        }}
        onNodeDoubleClick={(_, { id }) => onSettings(id)}
        deleteKeyCode={['Delete', 'Backspace']}
        colorMode={theme.palette.type}
        fitView
        fitViewOptions={{ padding: 0.15, maxZoom: 1 }}
        minZoom={0.2}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
