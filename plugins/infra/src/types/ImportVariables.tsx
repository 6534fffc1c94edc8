import Checkbox from '@material-ui/core/Checkbox';
import { makeStyles } from '@material-ui/core/styles';
import type { TypeVersionDefinition } from '@bailiwick/backstage-plugin-infra-common';
import { propertiesOf, type VariableProperty } from '../request/variableSchema';
import { type Column, DataTable, Quiet, Section, TextInput } from '../shared';
import { useText } from '../translations';
import type { ImportDraft, VariableDraft } from './importDraft';

const useStyles = makeStyles(theme => ({ inset: { padding: theme.spacing(0, 2.5, 2) } }));

interface ImportVariablesProps {
  version: TypeVersionDefinition;
  drafts: ImportDraft['variables'];
  onChange: (drafts: ImportDraft['variables']) => void;
}

type Row = [name: string, property: VariableProperty];

/** The variables of a module, and for each who sets it and until when. */
export function ImportVariables({ version, drafts, onChange }: ImportVariablesProps) {
  const t = useText();
  const classes = useStyles();
  const rows = propertiesOf(version);
  const set = (name: string, change: Partial<VariableDraft>) =>
    onChange({ ...drafts, [name]: { ...drafts[name], ...change } });
  const check = (name: string, field: 'restricted' | 'frozen') => (
    <Checkbox
      color="primary"
      checked={drafts[name][field]}
      onChange={(_, on) => set(name, { [field]: on })}
      inputProps={{ 'aria-label': t(`types.imports.variables.${field}Of`, { name }) }}
    />
  );
  const columns: Column<Row>[] = [
    {
      id: 'name',
      label: t('types.imports.variables.name'),
      render: row => <NameCell row={row} />,
    },
    {
      id: 'title',
      label: t('types.imports.variables.label'),
      render: ([name]) => (
        <TextInput
          value={drafts[name].title}
          onChange={event => set(name, { title: event.target.value })}
          variant="outlined"
          size="small"
          placeholder={name}
          inputProps={{ 'aria-label': t('types.imports.variables.labelOf', { name }) }}
        />
      ),
    },
    {
      id: 'restricted',
      label: t('types.imports.variables.restricted'),
      // Nobody sets what comes from a parent.
      render: ([name, { from }]) => (from ? '–' : check(name, 'restricted')),
    },
    {
      id: 'frozen',
      label: t('types.imports.variables.frozen'),
      render: ([name, { from }]) => (from ? '–' : check(name, 'frozen')),
    },
  ];
  return (
    <Section title={t('types.imports.variables.title')} flush>
      {rows.length === 0 ? (
        <Quiet className={classes.inset}>{t('types.imports.variables.none')}</Quiet>
      ) : (
        <DataTable
          label={t('types.imports.variables.list')}
          rows={rows}
          rowKey={([name]) => name}
          columns={columns}
        />
      )}
    </Section>
  );
}

function NameCell({ row: [name, { type, sensitive, from, description }] }: { row: Row }) {
  const t = useText();
  const notes = [
    type && String(type),
    sensitive && t('types.imports.variables.sensitive'),
    from && t('types.imports.variables.from', { from }),
    description,
  ].filter(Boolean);
  return (
    <div>
      <code>{name}</code>
      <Quiet variant="caption" component="div">
        {notes.join(', ')}
      </Quiet>
    </div>
  );
}
