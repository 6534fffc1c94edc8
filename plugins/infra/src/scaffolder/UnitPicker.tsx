import { withQueries } from '../withQueries';
import { UnitSelect } from '../shared';
import { useText } from '../translations';
import type { unitPickerSchema } from './schemas';
import { useUnitIdOf } from './unitOfForm';

type Props = typeof unitPickerSchema.TProps;

/** Chooses a unit, by default one for which the user may request; its value is its Group, which people can read in a review. */
export const UnitPicker = (props: Props) => withQueries(<Picker {...props} />);

function Picker({
  formData,
  onChange,
  rawErrors = [],
  schema,
  uiSchema,
  required,
  disabled,
}: Props) {
  const t = useText();
  const { kind, requestable = true } = uiSchema['ui:options'] ?? {};
  return (
    <UnitSelect
      label={schema.title ?? t('template.team')}
      value={useUnitIdOf(formData)}
      onChange={unit => onChange(unit?.entityRef)}
      filter={{ kind, requestable: requestable || undefined }}
      selectSingle={requestable}
      required={required}
      disabled={disabled}
      error={rawErrors[0]}
      helperText={schema.description}
    />
  );
}
