import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { Blueprint, BlueprintNode } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { readable } from '../resources/Outputs';
import { type Column, DataTable, Quiet, StatusLabel } from '../shared';
import { type Text, useText } from '../translations';
import { inputOf, removeNode } from './draft';
import type { SortedProblems } from './problems';
import type { TypesByName } from './queries';
import type { Editor } from './useEditor';
import { suppliesOf, versionOf } from './wiring';
import { propertiesOf } from '../request/variableSchema';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  list: { margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: theme.spacing(0.25) },
  buttons: { display: 'flex', gap: theme.spacing(0.5), justifyContent: 'flex-end' },
}));

type Parts = Pick<Blueprint, 'nodes' | 'inputs'>;

interface NodeTableProps {
  blueprint: Parts;
  types: TypesByName;
  problems?: SortedProblems;
  /** With it nodes can be changed. */
  editing?: { editor: Editor; onSettings: (key: string) => void };
}

/** The nodes of a blueprint; with everything that can be done to them where it is being written. */
export function NodeTable({ blueprint, types, problems, editing }: NodeTableProps) {
  const t = useText();
  const columns: Column<BlueprintNode>[] = [
    {
      id: 'key',
      label: t('blueprints.node.key'),
      render: node => (
        <NameCell node={node} problems={problems?.byKey.get(node.key)?.length ?? 0} />
      ),
    },
    {
      id: 'type',
      label: t('blueprints.node.type'),
      render: ({ type, version }) =>
        [types.get(type)?.title ?? type, version].filter(Boolean).join(' '),
    },
    {
      id: 'parents',
      label: t('blueprints.node.parents'),
      render: node => <ParentsCell node={node} blueprint={blueprint} types={types} />,
    },
    {
      id: 'settings',
      label: t('blueprints.node.settings'),
      render: node => <SettingsCell node={node} blueprint={blueprint} types={types} />,
    },
    ...(editing
      ? [
          {
            id: 'actions',
            label: t('schedules.column.actions'),
            kind: 'actions' as const,
            render: ({ key }: BlueprintNode) => (
              <Buttons
                nodeKey={key}
                onSettings={() => editing.onSettings(key)}
                onRemove={() => editing.editor.apply(removeNode(key))}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <DataTable
      label={t('blueprints.nodes')}
      rows={blueprint.nodes}
      rowKey={({ key }) => key}
      columns={columns}
    />
  );
}

function NameCell({ node, problems }: { node: BlueprintNode; problems: number }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>{node.key}</div>
      {problems > 0 && (
        <StatusLabel tone="bad">{t('blueprints.editor.count', { count: problems })}</StatusLabel>
      )}
    </div>
  );
}

interface CellProps {
  node: BlueprintNode;
  blueprint: Parts;
  types: TypesByName;
}

function List({ children }: { children: ReactNode[] }) {
  const t = useText();
  const classes = useStyles();
  if (children.length === 0) return <>{t('blueprints.node.none')}</>;
  return <ul className={classes.list}>{children}</ul>;
}

function ParentsCell({ node, blueprint, types }: CellProps) {
  const t = useText();
  return (
    <List>
      {node.parents.map(key => {
        const type = blueprint.nodes.find(other => other.key === key)?.type ?? '';
        return (
          <li key={key}>
            {key}
            {suppliesOf(types, node, type).map(supply => (
              <Quiet key={supply.variable} variant="caption" component="div">
                {t('blueprints.node.supplies', { ...supply })}
              </Quiet>
            ))}
          </li>
        );
      })}
    </List>
  );
}

function valueText(
  t: Text,
  blueprint: Parts,
  value: BlueprintNode['variables'][string],
): ReactNode {
  const name = inputOf(value);
  if (name === undefined) return readable(t, value);
  const title = blueprint.inputs.find(input => input.name === name)?.title ?? name;
  return t('blueprints.node.input', { input: title });
}

function SettingsCell({ node, blueprint, types }: CellProps) {
  const t = useText();
  const version = versionOf(types, node);
  const titles = new Map(
    version && propertiesOf(version).map(([name, { title }]) => [name, title]),
  );
  return (
    <List>
      {Object.entries(node.variables).map(([name, value]) => (
        <li key={name}>
          <Quiet component="span">{titles.get(name) ?? name}:</Quiet>{' '}
          {valueText(t, blueprint, value)}
        </li>
      ))}
    </List>
  );
}

interface ButtonsProps {
  nodeKey: string;
  onSettings: () => void;
  onRemove: () => void;
}

function Buttons({ nodeKey: key, onSettings, onRemove }: ButtonsProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.buttons}>
      <Button
        size="small"
        aria-label={t('blueprints.editor.settings', { key })}
        onClick={onSettings}
      >
        {t('blueprints.editor.settingsShort')}
      </Button>
      <Button size="small" aria-label={t('blueprints.editor.remove', { key })} onClick={onRemove}>
        {t('blueprints.editor.removeShort')}
      </Button>
    </div>
  );
}
