import { useRouteRef } from '@backstage/core-plugin-api';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { typesRouteRef } from '../routes';
import { ConfirmDialog, Opened, ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { useDeleteType, useReadType, useUpdateType } from './queries';
import { useTypeRefusal } from './useTypeRefusal';

/** Switching a type off and on, and deleting it. */
export function TypeActions({ type }: { type: ResourceType }) {
  const t = useText();
  const refusal = useTypeRefusal();
  const read = useReadType();
  const [asked, setAsked] = useState<'switch' | 'delete'>();
  const close = () => setAsked(undefined);
  return (
    <>
      <ReasonedButton variant="outlined" reason={refusal} onClick={() => setAsked('switch')}>
        {t(type.enabled === false ? 'types.enable' : 'types.disable')}
      </ReasonedButton>
      <ReasonedButton
        variant="outlined"
        reason={refusal ?? (type.origin === 'api' ? undefined : t('types.deleteOnlyApi'))}
        onClick={() => setAsked('delete')}
      >
        {t('types.delete')}
      </ReasonedButton>
      {asked && (
        <Opened record={type} read={read} subject="resourceType">
          {opened =>
            asked === 'switch' ? (
              <SwitchDialog type={opened} onClose={close} />
            ) : (
              <DeleteDialog type={opened} onClose={close} />
            )
          }
        </Opened>
      )}
    </>
  );
}

interface DialogProps {
  type: ResourceType;
  onClose: () => void;
}

function SwitchDialog({ type, onClose }: DialogProps) {
  const t = useText();
  const notify = useNotify();
  const update = useUpdateType(type);
  const { title } = type;
  const turn = type.enabled === false ? 'enable' : 'disable';
  return (
    <ConfirmDialog
      title={t(`types.${turn}Title`, { title })}
      confirm={t(`types.${turn}`)}
      isBusy={update.isPending}
      error={update.error}
      onClose={onClose}
      onConfirm={() =>
        update.mutate(
          { enabled: turn === 'enable' },
          {
            onSuccess: () => {
              notify(t(`types.${turn}d`, { title }));
              onClose();
            },
          },
        )
      }
    >
      <p>{t(`types.${turn}Hint`)}</p>
    </ConfirmDialog>
  );
}

function DeleteDialog({ type, onClose }: DialogProps) {
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const toTypes = useRouteRef(typesRouteRef);
  const remove = useDeleteType(type);
  const { title, name } = type;
  return (
    <ConfirmDialog
      title={t('types.deleteTitle', { title })}
      confirm={t('types.delete')}
      isDangerous
      typeToConfirm={name}
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            notify(t('types.deleted', { title }));
            navigate(toTypes());
          },
        })
      }
    >
      <p>{t('types.deleteHint')}</p>
    </ConfirmDialog>
  );
}
