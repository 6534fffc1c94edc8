import FormControlLabel from '@material-ui/core/FormControlLabel';
import MenuItem from '@material-ui/core/MenuItem';
import Switch from '@material-ui/core/Switch';
import { makeStyles } from '@material-ui/core/styles';
import {
  type ResourceType,
  type ResourceTypeDefinition,
  ROLES,
  versionLifecycleSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import type { UseQueryResult } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { validationProblems } from '../api';
import { Note, Quiet, ReasonedButton, RefusalNote, Section, TextInput, useMoney } from '../shared';
import { useText } from '../translations';
import { definitionOf, type ImportDraft, draftOf } from './importDraft';
import { ImportVariables } from './ImportVariables';
import { useSaveImport } from './queries';

const useStyles = makeStyles(theme => ({
  form: { display: 'grid', gap: theme.spacing(2.5) },
  fields: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(16rem, 100%), 1fr))',
    alignItems: 'start',
  },
  foot: { display: 'grid', gap: theme.spacing(2), justifyItems: 'end' },
}));

interface ImportReviewProps {
  proposal: ResourceTypeDefinition;
  /** The types that there are, and a way to read them again. */
  types: Pick<UseQueryResult<ResourceType[]>, 'data' | 'error' | 'isFetching' | 'refetch'>;
  /** With the version, where it was added to a type that there was. */
  onSaved: (type: ResourceType, version: string | undefined) => void;
}

/** A proposed type, to be looked at and mended before it is saved. */
export function ImportReview({ proposal, types, onSaved }: ImportReviewProps) {
  const t = useText();
  const classes = useStyles();
  const [draft, setDraft] = useState(() =>
    draftOf(proposal, t('types.imports.approval.stepDefault')),
  );
  const [seen, setSeen] = useState(types.data);
  const hasName = ({ name }: ResourceType) => name === draft.name.trim();
  // A version is added to the type as it was when this was opened; one that came to be meanwhile is known as well.
  const known = seen?.find(hasName) ?? types.data?.find(hasName);
  const isKnown = known !== undefined;
  const save = useSaveImport(known);
  const reload = async () => {
    const { data, isSuccess } = await types.refetch();
    if (!isSuccess) return;
    setSeen(data);
    save.reset();
  };
  const { definition, problems } = definitionOf(proposal, draft);
  const set = (change: Partial<ImportDraft>) => setDraft({ ...draft, ...change });
  const form: DraftForm = {
    draft,
    set,
    problemAt: pointer =>
      [...problems, ...validationProblems(save.error)].find(one => one.pointer === pointer)
        ?.message,
  };

  const refusal = () => {
    if (save.isPending) return t('types.imports.saving');
    return definition ? undefined : t('types.imports.invalid');
  };
  const reason = refusal();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!definition || reason !== undefined) return;
    save.mutate(definition, {
      onSuccess: type => onSaved(type, isKnown ? definition.versions[0].version : undefined),
    });
  };
  return (
    <form
      className={classes.form}
      onSubmit={submit}
      noValidate
      aria-label={t('types.imports.review')}
    >
      <Section title={t('types.imports.review')}>
        <div className={classes.form}>
          <div className={classes.fields}>
            <DraftText form={form} field="name" pointer="/name" required />
            {!isKnown && <HeadFields form={form} />}
          </div>
          {isKnown && (
            <Note tone="waiting">
              {t('types.imports.newVersionOf', { name: draft.name.trim() })}
            </Note>
          )}
        </div>
      </Section>
      {!isKnown && <Approval form={form} />}
      <VersionPart form={form} />
      <ImportVariables
        version={proposal.versions[0]}
        drafts={draft.variables}
        onChange={variables => set({ variables })}
      />
      <div className={classes.foot}>
        <RefusalNote
          error={save.error}
          reloading={{ reload, isReloading: types.isFetching, error: types.error }}
        />
        <ReasonedButton
          type="submit"
          variant="contained"
          color="primary"
          size="large"
          reason={reason}
        >
          {t(isKnown ? 'types.imports.saveVersion' : 'types.imports.save')}
        </ReasonedButton>
      </div>
    </form>
  );
}

interface DraftForm {
  draft: ImportDraft;
  set: (change: Partial<ImportDraft>) => void;
  problemAt: (pointer: string) => string | undefined;
}

type TextField = {
  [Key in keyof ImportDraft]: ImportDraft[Key] extends string ? Key : never;
}[keyof ImportDraft];

interface DraftTextProps {
  form: DraftForm;
  field: TextField;
  label?: string;
  pointer: string;
  required?: boolean;
  multiline?: boolean;
  hint?: string;
}

const LABELLED = ['name', 'title', 'description', 'version', 'note'] as const;

function DraftText({ form, field, label, pointer, hint, ...rest }: DraftTextProps) {
  const t = useText();
  const known = LABELLED.find(one => one === field);
  const problem = form.problemAt(pointer);
  return (
    <TextInput
      label={label ?? (known && t(`types.imports.field.${known}`))}
      value={form.draft[field]}
      onChange={event => form.set({ [field]: event.target.value })}
      error={problem !== undefined}
      helperText={problem ?? hint}
      variant="outlined"
      autoComplete="off"
      {...rest}
    />
  );
}

function DraftSwitch({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <FormControlLabel
      control={<Switch color="primary" checked={checked} onChange={(_, on) => onChange(on)} />}
      label={children}
    />
  );
}

function HeadFields({ form }: { form: DraftForm }) {
  const t = useText();
  const money = useMoney();
  const hint = t('types.imports.cost.hint');
  return (
    <>
      <DraftText form={form} field="title" pointer="/title" required />
      <DraftText form={form} field="description" pointer="/description" />
      <DraftText
        form={form}
        field="cpu"
        label={t('types.imports.cost.cpu')}
        pointer="/cost/cpu"
        hint={hint}
        required
      />
      <DraftText
        form={form}
        field="ramGb"
        label={t('types.imports.cost.ramGb')}
        pointer="/cost/ramGb"
        hint={hint}
        required
      />
      <DraftText
        form={form}
        field="monthlyCost"
        label={t('types.imports.cost.monthlyCost', { currency: money.currency })}
        pointer="/cost/monthlyCost"
        hint={t('types.imports.cost.moneyHint', { minor: '1250', amount: money.format(1250) })}
      />
      <DraftSwitch
        checked={form.draft.siteRequired}
        onChange={siteRequired => form.set({ siteRequired })}
      >
        {t('types.imports.field.siteRequired')}
      </DraftSwitch>
    </>
  );
}

function Approval({ form }: { form: DraftForm }) {
  const t = useText();
  const classes = useStyles();
  const { draft, set } = form;
  return (
    <Section title={t('types.imports.approval.title')}>
      <DraftSwitch checked={draft.asksApproval} onChange={asksApproval => set({ asksApproval })}>
        {t('types.imports.approval.ask')}
      </DraftSwitch>
      {draft.asksApproval && (
        <div className={classes.fields}>
          <DraftText
            form={form}
            field="stepTitle"
            label={t('types.imports.approval.step')}
            pointer="/approval/steps/0/title"
            required
          />
          <TextInput
            select
            label={t('types.imports.approval.role')}
            value={draft.approver}
            onChange={event =>
              set({ approver: ROLES.find(role => role === event.target.value) ?? draft.approver })
            }
            variant="outlined"
          >
            {ROLES.filter(role => role !== 'member').map(role => (
              <MenuItem key={role} value={role}>
                {t(`role.${role}`)}
              </MenuItem>
            ))}
          </TextInput>
          <DraftText
            form={form}
            field="autoApprove"
            label={t('types.imports.approval.auto')}
            pointer="/approval/autoApprove"
            hint={t('types.imports.approval.autoHint')}
          />
        </div>
      )}
      {!draft.asksApproval && <Quiet>{t('types.approval.none')}</Quiet>}
    </Section>
  );
}

function VersionPart({ form }: { form: DraftForm }) {
  const t = useText();
  const classes = useStyles();
  const { draft, set } = form;
  return (
    <Section title={t('types.imports.versionPart')}>
      <div className={classes.fields}>
        <DraftText form={form} field="version" pointer="/versions/0/version" required />
        <TextInput
          select
          label={t('types.imports.field.lifecycle')}
          value={draft.lifecycle}
          onChange={event => set({ lifecycle: versionLifecycleSchema.parse(event.target.value) })}
          variant="outlined"
        >
          {versionLifecycleSchema.options.map(one => (
            <MenuItem key={one} value={one}>
              {t(`request.lifecycle.${one}`)}
            </MenuItem>
          ))}
        </TextInput>
        <DraftText form={form} field="note" pointer="/versions/0/note" multiline />
      </div>
    </Section>
  );
}
