import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { useId, useState } from 'react';
import { validationProblems } from '../api';
import { useResourceTypes } from '../resources/queries';
import { ConfirmDialog, TextInput, UnitSelect, useNotify } from '../shared';
import { useText } from '../translations';
import { useGitHosts, useSaveWorkspace } from './queries';
import { draftOf, isComplete, problemsOf, type TypedField } from './workspaceDraft';

interface WorkspaceDialogProps {
  /** The one that is changed; a new one is made without it. */
  workspace?: Workspace;
  onClose: () => void;
}

/** Adds a workspace, or changes one. */
export function WorkspaceDialog({ workspace, onClose }: WorkspaceDialogProps) {
  const t = useText();
  const notify = useNotify();
  const save = useSaveWorkspace();
  const [draft, setDraft] = useState(() => draftOf(workspace));
  const change = (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes });
  const hosts = useGitHosts(draft.unitId);

  const refused = validationProblems(save.error);
  const problems = problemsOf(draft);
  const problemAt = (field: string) =>
    problems[field as TypedField] ?? refused.find(one => one.pointer === `/${field}`)?.message;

  const confirm = () => {
    const { unitId, description, apiUrl, ...rest } = draft;
    if (unitId === undefined) return;
    const done = () => {
      const { name } = draft;
      notify(t(workspace ? 'workspaces.form.saved' : 'workspaces.form.created', { name }));
      onClose();
    };
    save.mutate(
      workspace
        ? {
            of: workspace,
            patch: { ...rest, description: description || null, apiUrl: apiUrl || null },
          }
        : {
            create: {
              ...{ ...rest, unitId },
              ...(description ? { description } : {}),
              ...(apiUrl ? { apiUrl } : {}),
            },
          },
      { onSuccess: done },
    );
  };

  const text = (field: TypedField | 'description', hint?: string, isRequired = true) => (
    <TextInput
      required={isRequired}
      label={t(`workspaces.form.${field}`)}
      value={draft[field]}
      onChange={event => change({ [field]: event.target.value })}
      error={problemAt(field) !== undefined}
      helperText={problemAt(field) ?? hint}
      variant="outlined"
      autoComplete="off"
      inputProps={{ spellCheck: field === 'description' }}
    />
  );
  return (
    <ConfirmDialog
      title={
        workspace
          ? t('workspaces.form.editTitle', { name: workspace.name })
          : t('workspaces.form.createTitle')
      }
      confirm={t(workspace ? 'workspaces.form.save' : 'workspaces.form.create')}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={save.isPending}
      isIncomplete={!isComplete(draft)}
      error={save.error}
    >
      {text('name', t('workspaces.form.nameHint'))}
      {text('description', undefined, false)}
      {!workspace && (
        <UnitSelect
          required
          label={t('workspaces.form.unit')}
          value={draft.unitId}
          onChange={unit => change({ unitId: unit?.id, integrationId: '' })}
          error={problemAt('unitId')}
          helperText={t('workspaces.form.unitHint')}
        />
      )}
      {draft.unitId !== undefined && (
        <TextInput
          select
          required
          label={t('workspaces.form.integration')}
          value={
            hosts.data?.some(({ id }) => id === draft.integrationId) ? draft.integrationId : ''
          }
          onChange={event => change({ integrationId: event.target.value })}
          error={problemAt('integrationId') !== undefined}
          helperText={
            problemAt('integrationId') ??
            t(
              hosts.data?.length === 0
                ? 'workspaces.form.noIntegration'
                : 'workspaces.form.integrationHint',
            )
          }
          variant="outlined"
        >
          {(hosts.data ?? []).map(({ id, name, values }) => (
            <MenuItem key={id} value={id}>
              {name} ({values.url})
            </MenuItem>
          ))}
        </TextInput>
      )}
      {text('url', t('workspaces.form.urlHint'))}
      {text('branch', t('workspaces.form.branchHint'))}
      {text('path', t('workspaces.form.pathHint'))}
      <TypesField
        value={draft.resourceTypes}
        onChange={resourceTypes => change({ resourceTypes })}
        problem={refused.find(({ pointer }) => pointer.startsWith('/resourceTypes'))?.message}
      />
      {text('apiUrl', t('workspaces.form.apiUrlHint'), false)}
    </ConfirmDialog>
  );
}

interface TypesFieldProps {
  value: string[];
  onChange: (names: string[]) => void;
  problem: string | undefined;
}

function TypesField({ value, onChange, problem }: TypesFieldProps) {
  const t = useText();
  const id = useId();
  const types = useResourceTypes().data ?? [];
  const names = types.filter(({ abstract }) => !abstract).map(({ name }) => name);
  return (
    <Autocomplete<string, true>
      id={id}
      multiple
      filterSelectedOptions
      options={[...new Set([...names, ...value])]}
      value={value}
      onChange={(_, chosen) => onChange(chosen)}
      noOptionsText={t('field.noMatch')}
      renderInput={params => (
        <TextField
          {...params}
          label={t('workspaces.form.types')}
          error={problem !== undefined}
          helperText={problem ?? t('workspaces.form.typesHint')}
          variant="outlined"
        />
      )}
    />
  );
}
