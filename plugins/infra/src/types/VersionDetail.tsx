import { makeStyles } from '@material-ui/core/styles';
import type { TypeVersion } from '@bailiwick/backstage-plugin-infra-common';
import { valueText } from '../plans/values';
import { propertiesOf, type VariableProperty } from '../request/variableSchema';
import { VersionNote } from '../request/VersionNote';
import { type Column, DataTable, Facts, Quiet, Section } from '../shared';
import { type Text, useText } from '../translations';

const useStyles = makeStyles(theme => ({
  inset: { padding: theme.spacing(0, 2.5, 2), display: 'grid', gap: theme.spacing(1.5) },
  heading: { ...theme.typography.subtitle2, margin: 0, padding: theme.spacing(1, 2.5) },
  code: { overflowWrap: 'anywhere' },
  file: {
    margin: 0,
    maxHeight: '20rem',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    ...theme.typography.body2,
    fontFamily: 'monospace',
  },
  title: { marginInlineStart: theme.spacing(1) },
}));

/** A record one level down beside those of the first, so that a source reads as a list. */
const flat = (record: NonNullable<TypeVersion['source']>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value)
        : [[name, value]],
    ),
  );

/** Files of a module that is written into the type itself, by their names. */
const filesOf = (source: Record<string, unknown>): [string, string][] =>
  typeof source.files === 'object' && source.files !== null
    ? Object.entries(source.files).map(([name, text]) => [name, String(text)])
    : [];

/** Everything about one version: where it comes from, what it asks for and what it gives. */
export function VersionDetail({ version }: { version: TypeVersion }) {
  const t = useText();
  const classes = useStyles();
  const { outputs = [], source } = version;
  const files = source ? filesOf(flat(source)) : [];
  return (
    <Section title={t('types.versions.of', { version: version.version })} flush>
      <div className={classes.inset}>
        <VersionNote version={version} />
        {source && (
          <Facts
            facts={Object.entries(flat(source))
              .filter(([name]) => name !== 'files')
              .map(([name, value]) => [
                name,
                <code className={classes.code}>{valueText(t, value)}</code>,
              ])}
          />
        )}
        {files.map(([name, text]) => (
          <details key={name}>
            <summary>
              <code>{name}</code>
            </summary>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached without a mouse */}
            <pre className={classes.file} tabIndex={0} role="group" aria-label={name}>
              {text}
            </pre>
          </details>
        ))}
      </div>
      <h4 className={classes.heading}>{t('types.versions.variables')}</h4>
      <Variables version={version} />
      <h4 className={classes.heading}>{t('types.versions.outputs')}</h4>
      {outputs.length === 0 ? (
        <Quiet className={classes.inset}>{t('types.versions.noOutputs')}</Quiet>
      ) : (
        <DataTable
          label={t('types.versions.outputsOf', { version: version.version })}
          rows={outputs}
          rowKey={({ name }) => name}
          columns={[
            {
              id: 'name',
              label: t('types.variable.name'),
              render: ({ name }) => <code>{name}</code>,
            },
            {
              id: 'rules',
              label: t('types.variable.rules'),
              render: ({ sensitive }) => (sensitive ? t('plan.sensitive') : '–'),
            },
            {
              id: 'description',
              label: t('types.variable.description'),
              render: ({ description }) => description ?? '–',
            },
          ]}
        />
      )}
    </Section>
  );
}

interface Variable extends VariableProperty {
  name: string;
  isRequired: boolean;
}

function specialsOf(t: Text, variable: Variable): string {
  const { sensitive, restricted, frozen, unique, from, isRequired } = variable;
  return [
    isRequired && t('types.variable.required'),
    sensitive && t('types.variable.sensitive'),
    restricted && t('types.variable.restricted'),
    frozen && t('types.variable.frozen'),
    unique && t('types.variable.unique'),
    from && t('types.variable.from', { from }),
  ]
    .filter(Boolean)
    .join(', ');
}

function Variables({ version }: { version: TypeVersion }) {
  const t = useText();
  const classes = useStyles();
  const required = Array.isArray(version.schema.required) ? version.schema.required : [];
  const rows: Variable[] = propertiesOf(version).map(([name, property]) => ({
    ...property,
    name,
    isRequired: required.includes(name),
  }));
  if (rows.length === 0) {
    return <Quiet className={classes.inset}>{t('types.versions.noVariables')}</Quiet>;
  }
  const columns: Column<Variable>[] = [
    {
      id: 'name',
      label: t('types.variable.name'),
      render: ({ name, title }) => (
        <div>
          <code>{name}</code>
          {title && (
            <Quiet variant="caption" className={classes.title}>
              {title}
            </Quiet>
          )}
        </div>
      ),
    },
    {
      id: 'type',
      label: t('types.variable.type'),
      render: ({ type }) => (Array.isArray(type) ? type.join(', ') : String(type ?? '–')),
    },
    {
      id: 'default',
      label: t('types.variable.default'),
      render: variable => <code className={classes.code}>{valueText(t, variable.default)}</code>,
    },
    {
      id: 'rules',
      label: t('types.variable.rules'),
      render: variable => specialsOf(t, variable) || '–',
    },
    {
      id: 'description',
      label: t('types.variable.description'),
      render: ({ description }) => description ?? '–',
    },
  ];
  return (
    <DataTable
      label={t('types.versions.variablesOf', { version: version.version })}
      rows={rows}
      rowKey={({ name }) => name}
      columns={columns}
    />
  );
}
