import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type {
  Integration,
  IntegrationType,
  ValidationResult,
} from '@bailiwick/backstage-plugin-infra-common';
import { ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { useValidateIntegration } from './queries';

interface ValidateButtonProps {
  integration: Integration;
  type: IntegrationType | undefined;
  refusal: string | undefined;
}

/** Asks the outside system whether it takes the credentials, and tells what it said. */
export function ValidateButton({ integration, type, refusal }: ValidateButtonProps) {
  const t = useText();
  const notify = useNotify();
  const alerts = useApi(alertApiRef);
  const validate = useValidateIntegration();
  const { name } = integration;
  const warn = (message: string) => alerts.post({ message, severity: 'error' });
  const tell = ({ valid, message }: ValidationResult) => {
    if (valid) notify(t('integrations.valid', { name }));
    else if (message) warn(t('integrations.invalid', { name, reason: message }));
    else warn(t('integrations.invalidPlain', { name }));
  };
  const reason = () => {
    if (!type?.canValidate) return t('integrations.cannotValidate');
    return refusal ?? (validate.isPending ? t('integrations.validating') : undefined);
  };
  return (
    <ReasonedButton
      size="small"
      reason={reason()}
      onClick={() =>
        validate.mutate(integration, {
          onSuccess: tell,
          onError: error => warn(error.message),
        })
      }
      aria-label={t('integrations.validateOf', { name })}
    >
      {t('integrations.validate')}
    </ReasonedButton>
  );
}
