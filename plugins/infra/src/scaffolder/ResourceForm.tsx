import FormControl from '@material-ui/core/FormControl';
import FormLabel from '@material-ui/core/FormLabel';
import type { ResourceType, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { RJSFSchema } from '@rjsf/utils';
import { useEffect, useMemo, useRef } from 'react';
import {
  formSchemaOf,
  formUiOf,
  requestableVersions,
  withDefaults,
} from '../request/variableSchema';
import { VariableForm } from '../request/VariableForm';
import { useResourceType } from '../resources/queries';
import { Note, QueryView } from '../shared';
import { useText } from '../translations';
import { withQueries } from '../withQueries';
import { formDataOf, typeOf } from './formData';
import type { resourceFormSchema } from './schemas';

type Props = typeof resourceFormSchema.TProps;

/** The variables of a resource type, as a part of a template's form. */
export const ResourceForm = (props: Props) => withQueries(<Chosen {...props} />);

function Chosen(props: Props) {
  const t = useText();
  const { type, typeField } = props.uiSchema['ui:options'] ?? {};
  const chosen = typeOf(formDataOf(props.formContext), { type, typeField });
  if (chosen) return <TypeForm {...props} typeName={chosen} key={chosen} />;
  return typeField ? (
    <Note tone="waiting">{t('template.typeFirst')}</Note>
  ) : (
    <Note tone="bad">{t('template.noType')}</Note>
  );
}

function TypeForm({ typeName, ...props }: Props & { typeName: string }) {
  const query = useResourceType(typeName);
  return <QueryView query={query}>{type => <Fields {...props} type={type} />}</QueryView>;
}

function Fields({
  type,
  formData,
  onChange,
  schema,
  uiSchema,
  rawErrors = [],
}: Props & { type: ResourceType }) {
  const wanted = uiSchema['ui:options']?.version;
  const versions = requestableVersions(type);
  const version = versions.find(one => one.version === wanted) ?? versions[0];
  const variableSchema = useMemo(() => (version ? formSchemaOf(version) : {}), [version]);
  const ui = useMemo(() => version && formUiOf(version, () => undefined), [version]);
  const own = ownVariables(variableSchema, formData);
  const value: Variables = withDefaults(variableSchema, own);

  // What is shown as a default is a value of the form from the beginning, whether or not anybody touches it; and what was
  // filled in for another type is none of this one.
  const given = Object.keys(formData ?? {}).length;
  const isStale = given === 0 || given > Object.keys(own).length;
  const fresh = useRef(value);
  fresh.current = value;
  useEffect(() => {
    if (isStale) onChange(fresh.current);
  }, [isStale, onChange]);

  return (
    <FormControl component="fieldset" fullWidth error={rawErrors.length > 0}>
      {schema.title && <FormLabel component="legend">{schema.title}</FormLabel>}
      <VariableForm
        schema={variableSchema}
        module={type.readsModules ? { type: type.name, version: version?.version } : undefined}
        ui={ui}
        secrets="all"
        value={value}
        onChange={onChange}
      />
    </FormControl>
  );
}

/** Those of the values that the schema knows. */
function ownVariables(schema: RJSFSchema, values: Variables | undefined): Variables {
  const known = Object.keys(schema.properties ?? {});
  return Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => known.includes(name)));
}
