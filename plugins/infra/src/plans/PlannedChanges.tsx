import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type {
  PlannedAction,
  PlannedAttribute,
  PlannedChange,
} from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { type Column, DataTable, Quiet, StatusLabel, type Tone } from '../shared';
import { useText } from '../translations';
import { valueText } from './values';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  change: { borderTop: `1px solid ${theme.palette.divider}` },
  summary: {
    cursor: 'pointer',
    padding: theme.spacing(1.25, 2.5),
    ...theme.typography.body2,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
    '& code': { overflowWrap: 'anywhere' },
  },
  line: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    width: 'calc(100% - 1.5rem)',
    verticalAlign: 'middle',
  },
  address: { flex: '1 1 14rem', minWidth: 0 },
  value: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: '0.8rem' },
  path: { overflowWrap: 'anywhere' },
  chip: { margin: theme.spacing(0, 0, 0, 1) },
  note: { padding: theme.spacing(0, 2.5, 1.5) },
}));

export const ACTION_TONE: Record<PlannedAction, Tone> = {
  create: 'good',
  update: 'warning',
  replace: 'bad',
  destroy: 'bad',
  read: 'waiting',
};

/** What a plan does, address by address; each unfolds to its attributes. */
export function PlannedChanges({ changes }: { changes: readonly PlannedChange[] }) {
  const t = useText();
  const classes = useStyles();
  return (
    <ul className={classes.list} aria-label={t('plan.list')}>
      {changes.map(change => (
        <li key={`${change.address} ${change.action}`} className={classes.change}>
          <OneChange change={change} />
        </li>
      ))}
    </ul>
  );
}

function OneChange({ change: { address, action, attributes } }: { change: PlannedChange }) {
  const t = useText();
  const classes = useStyles();
  // A plan may have thousands of attributes: those of an address are drawn once somebody looks at them.
  const [isOpen, setOpen] = useState(false);
  const follow = (event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open);
  return (
    <details onToggle={follow}>
      <summary className={classes.summary}>
        <span className={classes.line}>
          <code className={classes.address}>{address}</code>
          <StatusLabel tone={ACTION_TONE[action]}>{t(`plan.action.${action}`)}</StatusLabel>
          <Quiet component="span" variant="caption">
            {t('plan.attributeCount', { count: attributes.length })}
          </Quiet>
        </span>
      </summary>
      {isOpen && <Attributes address={address} attributes={attributes} />}
    </details>
  );
}

interface AttributesProps {
  address: string;
  attributes: readonly PlannedAttribute[];
}

function Attributes({ address, attributes }: AttributesProps) {
  const t = useText();
  const classes = useStyles();
  if (attributes.length === 0) {
    return <Quiet className={classes.note}>{t('plan.noAttributes')}</Quiet>;
  }
  const columns: Column<PlannedAttribute>[] = [
    {
      id: 'path',
      label: t('plan.attribute'),
      render: ({ path, forcesReplacement }) => (
        <span className={classes.path}>
          <code>{path}</code>
          {forcesReplacement && (
            <Chip
              size="small"
              variant="outlined"
              className={classes.chip}
              label={t('plan.replaces')}
            />
          )}
        </span>
      ),
    },
    {
      id: 'before',
      label: t('plan.before'),
      render: attribute => <Value attribute={attribute} value={attribute.before} />,
    },
    {
      id: 'after',
      label: t('plan.after'),
      render: attribute =>
        attribute.unknown ? (
          <em>{t('plan.unknown')}</em>
        ) : (
          <Value attribute={attribute} value={attribute.after} />
        ),
    },
  ];
  return (
    <DataTable
      label={t('plan.attributes', { address })}
      rows={attributes}
      rowKey={({ path }) => path}
      columns={columns}
    />
  );
}

function Value({ attribute, value }: { attribute: PlannedAttribute; value: unknown }): ReactNode {
  const t = useText();
  const classes = useStyles();
  if (attribute.sensitive) return <em>{t('plan.sensitive')}</em>;
  return <code className={classes.value}>{valueText(t, value)}</code>;
}
