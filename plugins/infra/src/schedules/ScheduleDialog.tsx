import FormControlLabel from '@material-ui/core/FormControlLabel';
import MenuItem from '@material-ui/core/MenuItem';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import {
  type Resource,
  type Schedule,
  SCHEDULED_ACTIONS,
  type ScheduledAction,
} from '@bailiwick/backstage-plugin-infra-common';
import { useId, useMemo, useState } from 'react';
import { newKey, validationProblems } from '../api';
import { ResourceSelect } from '../resources/ResourceSelect';
import { ConfirmDialog, Quiet, TextInput, useNotify } from '../shared';
import { useText } from '../translations';
import { useSaveSchedule } from './queries';
import {
  draftOf,
  type Preset,
  presetOf,
  PRESETS,
  type ScheduleDraft,
  wishOf,
} from './scheduleDraft';
import { cronText } from './whenText';

interface ScheduleDialogProps {
  /** What is changed; without it one is made. */
  schedule?: Schedule;
  /** What it is for, where that is settled. */
  resource?: Pick<Resource, 'id' | 'name'>;
  onClose: () => void;
}

/** Makes or changes a schedule. */
export function ScheduleDialog({ schedule, resource, onClose }: ScheduleDialogProps) {
  const t = useText();
  const notify = useNotify();
  const [draft, setDraft] = useState(() => draftOf(schedule, resource?.id));
  const [idempotencyKey] = useState(newKey);
  const save = useSaveSchedule(({ name }) => {
    notify(t('schedules.saved', { name }));
    onClose();
  });
  const wish = wishOf(draft);
  const set = (changes: Partial<ScheduleDraft>) => setDraft(before => ({ ...before, ...changes }));
  const problemAt = (pointer: string) =>
    validationProblems(save.error).find(problem => problem.pointer === pointer)?.message;

  const title = () => {
    if (schedule) return t('schedules.dialog.change', { name: schedule.name });
    return resource
      ? t('schedules.dialog.addFor', { name: resource.name })
      : t('schedules.dialog.add');
  };
  const submit = () => {
    if (!wish) return;
    const { resourceId: _, enabled: __, ...change } = wish;
    save.mutate(schedule ? { change, of: schedule } : { create: wish, idempotencyKey });
  };
  return (
    <ConfirmDialog
      title={title()}
      confirm={t('schedules.dialog.save')}
      isIncomplete={wish === undefined}
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={submit}
    >
      <TextInput
        label={t('schedules.dialog.name')}
        required
        value={draft.name}
        onChange={event => set({ name: event.target.value })}
        variant="outlined"
        error={problemAt('/name') !== undefined}
        helperText={problemAt('/name')}
        inputProps={{ maxLength: 100 }}
      />
      {!schedule && !resource && (
        <ResourceSelect
          label={t('schedules.dialog.resource')}
          required
          value={draft.resourceId}
          onChange={chosen => set({ resourceId: chosen?.id })}
          error={problemAt('/resourceId')}
        />
      )}
      <TextInput
        select
        label={t('schedules.dialog.what')}
        value={draft.action}
        onChange={event => set({ action: event.target.value as ScheduledAction })}
        variant="outlined"
      >
        {SCHEDULED_ACTIONS.map(action => (
          <MenuItem key={action} value={action}>
            {t(`resources.action.${action}`)}
          </MenuItem>
        ))}
      </TextInput>
      <RadioGroup
        row
        aria-label={t('schedules.dialog.how')}
        value={draft.repeats ? 'repeat' : 'once'}
        onChange={(_, value) => set({ repeats: value === 'repeat' })}
      >
        {(['repeat', 'once'] as const).map(how => (
          <FormControlLabel
            key={how}
            value={how}
            control={<Radio color="primary" />}
            label={t(`schedules.dialog.${how}`)}
          />
        ))}
      </RadioGroup>
      {draft.repeats ? (
        <CronFields draft={draft} onChange={set} problem={problemAt('/cron')} />
      ) : (
        <TextInput
          type="datetime-local"
          label={t('schedules.dialog.at')}
          required
          value={draft.at}
          onChange={event => set({ at: event.target.value })}
          variant="outlined"
          InputLabelProps={{ shrink: true }}
          error={problemAt('/at') !== undefined}
          helperText={problemAt('/at')}
        />
      )}
      <TimezoneField
        value={draft.timezone}
        onChange={timezone => set({ timezone })}
        problem={problemAt('/timezone')}
      />
      <Quiet>{t('schedules.dialog.inYourName')}</Quiet>
    </ConfirmDialog>
  );
}

interface CronFieldsProps {
  draft: ScheduleDraft;
  onChange: (changes: Partial<ScheduleDraft>) => void;
  problem: string | undefined;
}

function CronFields({ draft: { cron }, onChange, problem }: CronFieldsProps) {
  const t = useText();
  const [isOwn, setOwn] = useState(presetOf(cron) === 'own');
  const preset: Preset = isOwn ? 'own' : presetOf(cron);
  const choose = (next: Preset) => {
    setOwn(next === 'own');
    if (next !== 'own') onChange({ cron: PRESETS[next] });
  };
  return (
    <>
      <TextInput
        select
        label={t('schedules.dialog.preset')}
        value={preset}
        onChange={event => choose(event.target.value as Preset)}
        variant="outlined"
        error={!isOwn && problem !== undefined}
        helperText={isOwn ? undefined : problem}
      >
        {([...Object.keys(PRESETS), 'own'] as Preset[]).map(name => (
          <MenuItem key={name} value={name}>
            {t(`schedules.dialog.presets.${name}`)}
          </MenuItem>
        ))}
      </TextInput>
      {isOwn && (
        <TextInput
          label={t('schedules.dialog.cron')}
          required
          value={cron}
          onChange={event => onChange({ cron: event.target.value })}
          variant="outlined"
          error={problem !== undefined}
          helperText={
            problem ??
            (cron.trim() === ''
              ? t('schedules.dialog.cronHint')
              : t('schedules.dialog.reads', { text: cronText(t, cron.trim()) }))
          }
        />
      )}
    </>
  );
}

interface TimezoneFieldProps {
  value: string;
  onChange: (timezone: string) => void;
  problem: string | undefined;
}

function TimezoneField({ value, onChange, problem }: TimezoneFieldProps) {
  const t = useText();
  const id = useId();
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone')], []);
  return (
    <Autocomplete<string, false, false, true>
      id={id}
      freeSolo
      options={zones}
      value={value}
      inputValue={value}
      onInputChange={(_, text) => onChange(text)}
      renderInput={params => (
        <TextField
          {...params}
          label={t('schedules.dialog.timezone')}
          required
          variant="outlined"
          error={problem !== undefined}
          helperText={problem}
        />
      )}
    />
  );
}
