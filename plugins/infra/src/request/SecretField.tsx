import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import MenuItem from '@material-ui/core/MenuItem';
import type { FieldProps } from '@rjsf/utils';
import { isSecretReference } from '@bailiwick/backstage-plugin-infra-common';
import { integrationsRouteRef } from '../routes';
import { useSecretNames } from '../secrets/queries';
import { TextInput } from '../shared';
import { useText } from '../translations';

/** Whose secrets are offered: those of a unit, all that one may use, or none yet. */
export type SecretScope = { unitId: string } | 'all' | undefined;

/** Chooses the secret that a sensitive variable takes its value from. The value itself is never in the form. */
export function SecretField(props: FieldProps) {
  const { name, schema, uiSchema, formData, onChange, required, disabled, rawErrors = [] } = props;
  const t = useText();
  const toSecrets = useRouteRef(integrationsRouteRef);
  const scope = (props.formContext as { secrets: SecretScope }).secrets;
  const unitId = typeof scope === 'object' ? scope.unitId : undefined;
  const query = useSecretNames(unitId, scope !== undefined);
  const chosen: unknown = formData;
  const value = isSecretReference(chosen) ? chosen.$secret : '';
  const names = [...new Set([...(query.data ?? []), ...(value ? [value] : [])])];
  const reason = uiSchema?.['ui:help'];
  const hint = () => {
    if (typeof reason === 'string') return reason;
    if (scope === undefined) return t('request.secret.needsTeam');
    if (query.error) return query.error.message;
    return (
      <>
        {query.data?.length === 0 ? t('request.secret.none') : t('request.secret.hint')}{' '}
        <Link to={`${toSecrets()}?tab=secrets`}>{t('request.secret.manage')}</Link>
      </>
    );
  };
  return (
    <TextInput
      select
      fullWidth
      label={schema.title ?? name}
      value={value}
      onChange={event => onChange(event.target.value ? { $secret: event.target.value } : undefined)}
      required={required}
      disabled={disabled || scope === undefined}
      error={rawErrors.length > 0 || query.error !== null}
      helperText={
        <>
          {rawErrors.length > 0 ? rawErrors.join(', ') : schema.description} {hint()}
        </>
      }
      variant="outlined"
    >
      {!required && <MenuItem value="">{t('request.secret.nothing')}</MenuItem>}
      {names.map(one => (
        <MenuItem key={one} value={one}>
          {one}
        </MenuItem>
      ))}
    </TextInput>
  );
}
