import MenuItem from '@material-ui/core/MenuItem';
import {
  type ResourceType,
  type TypeVersion,
  versionLifecycleSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { ConfirmDialog, TextInput, useNotify } from '../shared';
import { useText } from '../translations';
import { useUpdateVersion } from './queries';

interface LifecycleDialogProps {
  type: ResourceType;
  version: TypeVersion;
  onClose: () => void;
}

/** Says where in its life a version is, and what breaks for those who move to it. */
export function LifecycleDialog({ type, version, onClose }: LifecycleDialogProps) {
  const t = useText();
  const notify = useNotify();
  const update = useUpdateVersion(type, version.version);
  const [lifecycle, setLifecycle] = useState(version.lifecycle);
  const [note, setNote] = useState(version.note ?? '');
  return (
    <ConfirmDialog
      title={t('types.versions.changeTitle', { version: version.version })}
      confirm={t('types.versions.save')}
      isBusy={update.isPending}
      error={update.error}
      onClose={onClose}
      onConfirm={() =>
        update.mutate(
          { lifecycle, note: note.trim() },
          {
            onSuccess: () => {
              notify(
                t('types.versions.changed', {
                  version: version.version,
                  lifecycle: t(`request.lifecycle.${lifecycle}`),
                }),
              );
              onClose();
            },
          },
        )
      }
    >
      <TextInput
        select
        label={t('types.versions.lifecycle')}
        value={lifecycle}
        onChange={event => setLifecycle(versionLifecycleSchema.parse(event.target.value))}
        variant="outlined"
      >
        {versionLifecycleSchema.options.map(one => (
          <MenuItem key={one} value={one}>
            {t(`request.lifecycle.${one}`)}
          </MenuItem>
        ))}
      </TextInput>
      <TextInput
        label={t('types.versions.note')}
        value={note}
        onChange={event => setNote(event.target.value)}
        variant="outlined"
        multiline
        inputProps={{ maxLength: 4000 }}
      />
    </ConfirmDialog>
  );
}
