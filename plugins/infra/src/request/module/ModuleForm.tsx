import { makeStyles } from '@material-ui/core/styles';
import { MODULE_VARIABLES, type Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { RJSFSchema } from '@rjsf/utils';
import { useEffect, useMemo, useRef, useState } from 'react';
import { SchemaForm, type SchemaFormProps } from '../SchemaForm';
import { ModuleSource } from './ModuleSource';
import { ModuleValues } from './ModuleValues';
import { type Asked, type ModuleOf, useModule } from './useModule';

export type { ModuleOf } from './useModule';

const useStyles = makeStyles(theme => ({ root: { display: 'grid', gap: theme.spacing(2.5) } }));

const OWN: readonly string[] = Object.values(MODULE_VARIABLES);

/** The schema of what is left once the module is asked for otherwise. */
function othersOf(schema: RJSFSchema): RJSFSchema {
  const properties = Object.entries(schema.properties ?? {}).filter(
    ([name]) => !OWN.includes(name),
  );
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: schema.required?.filter(name => !OWN.includes(name)),
  };
}

/** All but what says where the module is. */
const without = ({ repository, ref, folder, commit, ...others }: Variables): Variables => others;

/** What of the variables says where the module is. */
const sourceOf = (variables: Variables): Variables =>
  Object.fromEntries(
    (['repository', 'ref', 'folder', 'commit'] as const).flatMap(name => {
      const value = variables[name];
      return typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [];
    }),
  );

interface ModuleFormProps extends SchemaFormProps {
  module: ModuleOf;
}

/** Asks which module, and then for the values of its variables. */
export function ModuleForm({ module: of, ...form }: ModuleFormProps) {
  const { schema, value, onChange, problems, ui, secrets } = form;
  const classes = useStyles();
  const [asked, setAsked] = useState<Asked | undefined>(() =>
    value.commit ? { source: sourceOf(value), time: 0 } : undefined,
  );
  const query = useModule(of, asked);
  const others = useMemo(() => othersOf(schema), [schema]);
  const hasOthers = Object.keys(others.properties ?? {}).length > 0;

  const module = asked && !query.isPlaceholderData ? query.data : undefined;
  const commit = module?.commit;
  const isPinned = value.commit !== undefined;
  const pin = useRef<(commit: string) => void>(() => {});
  pin.current = found => onChange({ ...value, commit: found });
  useEffect(() => {
    // What was read is what is requested, whatever the branch becomes meanwhile.
    if (commit && !isPinned) pin.current(commit);
  }, [commit, isPinned]);

  const change = (source: Variables) => onChange({ ...without(value), ...source });
  return (
    <div className={classes.root}>
      <ModuleSource
        value={value}
        ui={ui}
        problems={problems}
        query={query}
        isRead={asked !== undefined && isPinned}
        onChange={source => {
          setAsked(undefined);
          change(source);
        }}
        onRead={source => {
          setAsked({ source: sourceOf(source), time: Date.now() });
          change(source);
        }}
      />
      {module?.schema && (
        <ModuleValues
          key={`${commit} ${asked?.source.folder}`}
          module={module}
          value={(value.values ?? {}) as Variables}
          onChange={values => onChange({ ...value, values })}
          secrets={secrets}
          problems={problems}
        />
      )}
      {hasOthers && (
        <SchemaForm
          {...form}
          schema={others}
          value={Object.fromEntries(Object.entries(value).filter(([name]) => !OWN.includes(name)))}
          onChange={changed => onChange({ ...value, ...changed })}
        />
      )}
    </div>
  );
}
