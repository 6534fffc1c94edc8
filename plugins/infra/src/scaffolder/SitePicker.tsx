import { SiteField } from '../request/SiteField';
import { withQueries } from '../withQueries';
import type { sitePickerSchema } from './schemas';
import { useUnitIdAt } from './unitOfForm';

type Props = typeof sitePickerSchema.TProps;

/** Chooses a site, showing what the chosen unit has free at each. */
export const SitePicker = (props: Props) => withQueries(<Picker {...props} />);

function Picker({
  formData,
  onChange,
  rawErrors = [],
  schema,
  uiSchema,
  required,
  formContext,
}: Props) {
  const { unitField } = uiSchema['ui:options'] ?? {};
  return (
    <SiteField
      label={schema.title}
      unitId={useUnitIdAt(formContext, unitField)}
      value={formData}
      onChange={onChange}
      required={required}
      error={rawErrors[0]}
    />
  );
}
