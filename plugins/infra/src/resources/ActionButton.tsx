import type { ButtonProps } from '@material-ui/core/Button';
import type { Resource, ResourceAction } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { ActionDialog } from './ActionDialog';

interface ActionButtonProps extends Pick<ButtonProps, 'size' | 'variant'> {
  resource: Resource;
  action: ResourceAction;
}

/** A button for one action where it makes sense, which asks before it is taken. */
export function ActionButton({ resource, action, size, variant = 'outlined' }: ActionButtonProps) {
  const t = useText();
  const notify = useNotify();
  const [isAsked, setAsked] = useState(false);
  const entry = resource.allowedActions.find(one => one.action === action);
  if (!entry) return null;
  const name = t(`resources.action.${action}`);
  return (
    <>
      <ReasonedButton
        size={size}
        variant={variant}
        reason={entry.allowed ? undefined : entry.reason}
        onClick={() => setAsked(true)}
      >
        {name}
      </ReasonedButton>
      {isAsked && (
        <ActionDialog
          resource={resource}
          action={action}
          onDone={() => {
            setAsked(false);
            notify(t('resources.actionDone.started', { action: name, name: resource.name }));
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
