import MenuItem from '@material-ui/core/MenuItem';
import { useClouds } from '../clouds/queries';
import { Quiet, TextInput } from '../shared';
import { useText } from '../translations';
import { withQueries } from '../withQueries';
import { formDataOf, textAt } from './formData';
import type { cloudServicePickerSchema } from './schemas';

type Props = typeof cloudServicePickerSchema.TProps;

/** Chooses a service of the chosen cloud that can be requested; its value is the resource type. */
export const CloudServicePicker = (props: Props) => withQueries(<Picker {...props} />);

function Picker({
  formData,
  onChange,
  rawErrors = [],
  schema,
  uiSchema,
  required,
  formContext,
}: Props) {
  const t = useText();
  const clouds = useClouds();
  const { cloudField } = uiSchema['ui:options'] ?? {};
  const cloud = textAt(formDataOf(formContext), cloudField);
  const services = (clouds.data?.find(({ id }) => id === cloud)?.services ?? []).flatMap(
    ({ resourceType, ...service }) => (resourceType ? [{ ...service, resourceType }] : []),
  );
  const chosen = services.find(({ resourceType }) => resourceType === formData);
  const problem = rawErrors[0] ?? clouds.error?.message;
  return (
    <TextInput
      select
      fullWidth
      variant="outlined"
      label={schema.title ?? t('template.cloudService')}
      value={chosen ? formData : ''}
      onChange={event => onChange(event.target.value)}
      required={required}
      error={problem !== undefined}
      helperText={problem ?? (cloud ? schema.description : t('template.cloudFirst'))}
      SelectProps={{ renderValue: () => chosen?.name }}
    >
      {services.map(({ resourceType, name, description }) => (
        <MenuItem key={resourceType} value={resourceType}>
          <div>
            <div>{name}</div>
            <Quiet variant="caption">{description}</Quiet>
          </div>
        </MenuItem>
      ))}
    </TextInput>
  );
}
