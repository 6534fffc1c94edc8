import { CredentialsField } from '../integrations/CredentialsField';
import { withQueries } from '../withQueries';
import type { credentialsPickerSchema } from './schemas';
import { useUnitIdAt } from './unitOfForm';

type Props = typeof credentialsPickerSchema.TProps;

/** Chooses the integrations that a resource uses, of those that the chosen unit may use. */
export const CredentialsPicker = (props: Props) => withQueries(<Picker {...props} />);

function Picker({ formData = [], onChange, rawErrors = [], uiSchema, formContext }: Props) {
  const { unitField } = uiSchema['ui:options'] ?? {};
  return (
    <CredentialsField
      unitId={useUnitIdAt(formContext, unitField)}
      value={formData}
      onChange={onChange}
      problems={rawErrors.map(message => ({ pointer: '/integrations', message }))}
    />
  );
}
