import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { useValidateWorkspace } from './queries';

/** Asks the git host whether the repository can be written to, and tells what it said. */
export function ValidateButton({ workspace, refusal }: { workspace: Workspace; refusal?: string }) {
  const t = useText();
  const notify = useNotify();
  const alerts = useApi(alertApiRef);
  const validate = useValidateWorkspace();
  const { name } = workspace;
  const warn = (reason: string) =>
    alerts.post({ message: t('workspaces.invalid', { name, reason }), severity: 'error' });
  return (
    <ReasonedButton
      size="small"
      reason={refusal ?? (validate.isPending ? t('workspaces.validating') : undefined)}
      onClick={() =>
        validate.mutate(workspace, {
          onSuccess: ({ valid, message }) =>
            valid ? notify(t('workspaces.valid', { name })) : warn(message ?? ''),
          onError: error => warn(error.message),
        })
      }
      aria-label={t('workspaces.validateOf', { name })}
    >
      {t('workspaces.validate')}
    </ReasonedButton>
  );
}
