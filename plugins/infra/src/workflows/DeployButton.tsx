import { DEPLOYMENT_ACTIONS, type Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { ReasonedButton } from '../shared';
import { useText } from '../translations';
import { DeployDialog } from './DeployDialog';

/** The way to bring code to a resource that runs an image; says why where there is none now. */
export function DeployButton({ resource }: { resource: Resource }) {
  const t = useText();
  const [isAsked, setAsked] = useState(false);
  const build = resource.namedActions?.find(({ action }) => action === DEPLOYMENT_ACTIONS.build);
  if (!build) return null;
  return (
    <>
      <ReasonedButton
        variant="outlined"
        reason={build.allowed ? undefined : build.reason}
        onClick={() => setAsked(true)}
      >
        {t('workflows.deployment.action')}
      </ReasonedButton>
      {isAsked && <DeployDialog resource={resource} onClose={() => setAsked(false)} />}
    </>
  );
}
