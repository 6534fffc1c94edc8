import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import { valueText } from '../plans/values';
import { type Column, DataTable, Quiet } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  changed: { fontWeight: 600 },
  value: { overflowWrap: 'anywhere' },
  chip: { margin: 0 },
  note: { padding: theme.spacing(0, 2.5, 2) },
}));

type Difference = 'same' | 'added' | 'removed' | 'changed';

export interface SettingChange {
  name: string;
  before: unknown;
  after: unknown;
  difference: Difference;
}

function differenceOf(before: unknown, after: unknown): Difference {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return JSON.stringify(before) === JSON.stringify(after) ? 'same' : 'changed';
}

/** Every setting with what it is and will be, those that change first. */
export function compareSettings(before: Variables, after: Variables): SettingChange[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  const all = names.map(name => ({
    name,
    before: before[name],
    after: after[name],
    difference: differenceOf(before[name], after[name]),
  }));
  return [
    ...all.filter(({ difference }) => difference !== 'same'),
    ...all.filter(({ difference }) => difference === 'same'),
  ];
}

interface SettingsDiffProps {
  /** Undefined of what is new: then nothing is compared. */
  before: Variables | undefined;
  after: Variables;
  titleOf: (name: string) => string;
}

/** Settings as they are and as they will be, side by side. */
export function SettingsDiff({ before, after, titleOf }: SettingsDiffProps) {
  const t = useText();
  const classes = useStyles();
  const rows = compareSettings(before ?? {}, after);
  if (rows.length === 0) {
    return <Quiet className={classes.note}>{t('approvals.settings.none')}</Quiet>;
  }
  const value = (row: SettingChange, side: unknown) => (
    <span
      className={`${classes.value} ${before && row.difference !== 'same' ? classes.changed : ''}`}
    >
      {valueText(t, side)}
    </span>
  );
  const columns: Column<SettingChange>[] = [
    { id: 'name', label: t('approvals.settings.name'), render: ({ name }) => titleOf(name) },
    {
      id: 'before',
      label: t('approvals.settings.before'),
      render: row => value(row, row.before),
    },
    { id: 'after', label: t('approvals.settings.after'), render: row => value(row, row.after) },
    {
      id: 'change',
      label: t('approvals.settings.change'),
      render: ({ difference }) =>
        difference === 'same' ? (
          <Quiet component="span">{t('approvals.settings.same')}</Quiet>
        ) : (
          <Chip
            size="small"
            variant="outlined"
            className={classes.chip}
            label={t(`approvals.settings.${difference}`)}
          />
        ),
    },
  ];
  const isNew = before === undefined;
  return (
    <DataTable
      label={t('approvals.settings.list')}
      rows={rows}
      rowKey={({ name }) => name}
      columns={columns.filter(({ id }) => !isNew || id === 'name' || id === 'after')}
    />
  );
}
