import FormControl from '@material-ui/core/FormControl';
import FormLabel from '@material-ui/core/FormLabel';
import type { ResourceType, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { useEffect, useMemo } from 'react';
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
import type { resourceFormSchema } from './schemas';

type Props = typeof resourceFormSchema.TProps;

/** The variables of a resource type, as a part of a template's form. */
export const ResourceForm = (props: Props) => withQueries(<Chosen {...props} />);

function Chosen(props: Props) {
  const t = useText();
  const { type } = props.uiSchema['ui:options'] ?? {};
  return type ? (
    <TypeForm {...props} typeName={type} />
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
  const value: Variables = withDefaults(variableSchema, formData);

  // What is shown as a default is a value of the form from the beginning, whether or not anybody touches it.
  const isUntouched = formData === undefined || Object.keys(formData).length === 0;
  useEffect(() => {
    if (isUntouched) onChange(withDefaults(variableSchema));
  }, [isUntouched, onChange, variableSchema]);

  return (
    <FormControl component="fieldset" fullWidth error={rawErrors.length > 0}>
      {schema.title && <FormLabel component="legend">{schema.title}</FormLabel>}
      <VariableForm
        schema={variableSchema}
        ui={ui}
        secrets="all"
        value={value}
        onChange={onChange}
      />
    </FormControl>
  );
}
