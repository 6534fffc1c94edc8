import {
  DEPLOYMENT_ACTIONS,
  type NamedAction,
  type Resource,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';
import { newKey, validationProblems } from '../api';
import { VariableForm } from '../request/VariableForm';
import { isComplete } from '../request/variableSchema';
import { ConfirmDialog, QueryView, ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { DeployButton } from '../workflows/DeployButton';
import { useActByName, useResourceType } from './queries';

/** What the provisioner of a resource offers to do with it. */
export function NamedActions({ resource }: { resource: Resource }) {
  const t = useText();
  const notify = useNotify();
  const [asked, setAsked] = useState<NamedAction>();
  const { build } = DEPLOYMENT_ACTIONS;
  // An image is built to be run, so one is asked for by way of a deployment.
  const others = resource.namedActions?.filter(({ action }) => action !== build);
  return (
    <>
      <DeployButton resource={resource} />
      {others?.map(offered => (
        <ReasonedButton
          key={offered.action}
          variant="outlined"
          reason={offered.allowed ? undefined : offered.reason}
          onClick={() => setAsked(offered)}
        >
          {offered.title}
        </ReasonedButton>
      ))}
      {asked && (
        <NamedActionDialog
          resource={resource}
          offered={asked}
          onDone={() => {
            setAsked(undefined);
            notify(t('resources.actionDone.started', { action: asked.title, name: resource.name }));
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

interface NamedActionDialogProps {
  resource: Resource;
  offered: NamedAction;
  onDone: () => void;
  onClose: () => void;
}

function NamedActionDialog({ resource, offered, onDone, onClose }: NamedActionDialogProps) {
  const t = useText();
  const [input, setInput] = useState<Variables>({});
  const [idempotencyKey, setKey] = useState(newKey);
  const type = useResourceType(resource.type);
  const act = useActByName(onDone, () => setKey(newKey()));
  const offer = type.data?.actions?.find(({ name }) => name === offered.action);
  const problems = useMemo(() => inputProblems(act.error), [act.error]);
  return (
    <ConfirmDialog
      title={t('resources.confirm.title', { action: offered.title, name: resource.name })}
      confirm={offered.title}
      isDangerous={offer?.dangerous}
      isBusy={act.isPending}
      isIncomplete={!offer || (offer.input !== undefined && !isComplete(offer.input, input))}
      error={act.error}
      onClose={onClose}
      onConfirm={() =>
        act.mutate({
          ...{ resource, action: offered.action, idempotencyKey },
          input: offer?.input ? input : undefined,
        })
      }
    >
      <QueryView query={type}>
        {() => (
          <>
            {offer?.description && <p>{offer.description}</p>}
            {offer?.input && (
              <VariableForm
                schema={offer.input}
                value={input}
                onChange={setInput}
                problems={problems}
              />
            )}
          </>
        )}
      </QueryView>
    </ConfirmDialog>
  );
}

/** The form shows what is wrong at its fields, which are variables to it. */
function inputProblems(error: Error | null) {
  return validationProblems(error).map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/input\//, '/variables/'),
    message,
  }));
}
