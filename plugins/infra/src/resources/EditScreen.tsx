import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Resource, ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { newKey, useInfraApi, validationProblems } from '../api';
import { SettingsDiff } from '../approvals/SettingsDiff';
import { CredentialsField } from '../integrations/CredentialsField';
import { namesOfIntegrations, useUsableIntegrations } from '../integrations/queries';
import { InheritedVariables } from '../request/InheritedVariables';
import { VariableForm } from '../request/VariableForm';
import { formUiOf, type VariableProperty } from '../request/variableSchema';
import { VersionNote } from '../request/VersionNote';
import { approvalRouteRef, resourceRouteRef } from '../routes';
import { isAdmin, useMe } from '../session';
import {
  Empty,
  Note,
  Opened,
  QueryView,
  Quiet,
  ReasonedButton,
  RefusalNote,
  ScreenBody,
  Section,
  TextInput,
  useNotify,
} from '../shared';
import { useText } from '../translations';
import { ChangeCheck } from './ChangeCheck';
import { useResource, useResourceType } from './queries';
import { useProposeChange } from './revisionQueries';
import { type EditDraft, useEditDraft } from './useEditDraft';

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 3fr) minmax(300px, 2fr)' },
  },
  column: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  fields: { display: 'grid', gap: theme.spacing(2.5) },
  inset: { padding: theme.spacing(0, 2.5, 2) },
  foot: {
    display: 'grid',
    gap: theme.spacing(2),
    justifyItems: 'end',
    '& > [role=alert]': { width: '100%' },
  },
}));

/** Changing the settings of a resource, in the address of which its id is. */
export function EditScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const toResource = useRouteRef(resourceRouteRef);
  const query = useResource(id);
  const name = query.data?.name;
  return (
    <ScreenBody
      title={name ? t('resources.edit.title', { name }) : t('resources.title')}
      subtitle={
        <>
          <Link to={toResource({ id })}>{name ?? t('resources.back')}</Link>
          <p>{t('resources.edit.subtitle')}</p>
        </>
      }
    >
      <QueryView query={query}>{resource => <OfType resource={resource} />}</QueryView>
    </ScreenBody>
  );
}

function OfType({ resource }: { resource: Resource }) {
  const api = useInfraApi();
  const query = useResourceType(resource.type);
  return (
    <QueryView query={query}>
      {type => (
        <Opened
          record={resource}
          read={({ id }) => api.getResource({ params: { id } })}
          subject="resource"
        >
          {opened => <EditForm resource={opened} latest={resource} type={type} />}
        </Opened>
      )}
    </QueryView>
  );
}

interface EditFormProps {
  resource: Resource;
  /** As it is now. */
  latest: Resource;
  type: ResourceType;
}

function EditForm({ resource, latest, type }: EditFormProps) {
  const t = useText();
  const classes = useStyles();
  const draft = useEditDraft(resource, type);
  const { send, isPending, error } = useSend(resource);
  const ui = useFieldRefusals(resource, draft);
  const reason = sendRefusal();
  const problems = validationProblems(error);

  function sendRefusal(): string | undefined {
    const entry = latest.allowedActions.find(({ action }) => action === 'edit');
    if (entry && !entry.allowed) return entry.reason;
    if (isPending) return t('resources.edit.sending');
    if (!draft.hasChanges) return t('resources.edit.nothingYet');
    return draft.isValid ? undefined : t('resources.edit.invalid');
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason === undefined) send(draft.patch);
  };
  if (!draft.version) return <Empty title={t('resources.edit.unknownVersion')} />;
  return (
    <form
      className={classes.columns}
      onSubmit={submit}
      noValidate
      aria-label={t('resources.edit.form')}
    >
      <div className={classes.column}>
        <Section title={t('resources.edit.form')}>
          <div className={classes.fields}>
            <VersionField draft={draft} current={resource.version} />
            <VersionNote version={draft.version} />
            <InheritedVariables version={draft.version} />
            <VariableForm
              key={draft.version.version}
              schema={draft.schema}
              module={
                type.readsModules
                  ? {
                      type: type.name,
                      version: draft.version.version,
                      resourceId: resource.id,
                    }
                  : undefined
              }
              ui={ui}
              secrets={{ unitId: resource.unitId }}
              value={draft.variables}
              onChange={draft.setVariables}
              problems={problems}
            />
            {type.usesIntegrations && (
              <CredentialsField
                unitId={resource.unitId}
                value={draft.integrations}
                onChange={draft.setIntegrations}
                problems={problems}
              />
            )}
          </div>
        </Section>
      </div>
      <div className={classes.column}>
        <Summary draft={draft} resource={resource} />
        <Section title={t('resources.edit.check')}>
          <ChangeCheck
            resource={resource}
            patch={draft.hasChanges && draft.isValid ? draft.patch : undefined}
          />
        </Section>
        <TextInput
          label={t('resources.edit.why')}
          value={draft.comment}
          onChange={event => draft.setComment(event.target.value)}
          variant="outlined"
          multiline
          inputProps={{ maxLength: 4000 }}
        />
        <div className={classes.foot}>
          <RefusalNote error={error} />
          <ReasonedButton
            type="submit"
            color="primary"
            variant="contained"
            size="large"
            reason={reason}
          >
            {t('resources.edit.send')}
          </ReasonedButton>
        </div>
      </div>
    </form>
  );
}

function useSend(resource: Resource) {
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const toResource = useRouteRef(resourceRouteRef);
  const toApproval = useRouteRef(approvalRouteRef);
  const [idempotencyKey, setKey] = useState(newKey);
  const propose = useProposeChange(resource);
  const send = (patch: EditDraft['patch']) =>
    propose.mutate(
      { patch, idempotencyKey },
      {
        onSuccess: ({ resource: changed }) => {
          notify(t('resources.edit.sent', { name: resource.name }));
          const id = changed.pendingChange?.approvalId ?? changed.approvalId;
          navigate(id ? toApproval({ id }) : toResource({ id: resource.id }));
        },
        // Whatever is sent next is something else.
        onError: () => setKey(newKey()),
      },
    );
  return { send, isPending: propose.isPending, error: propose.error };
}

/** Fields that cannot be set, with the reason. */
function useFieldRefusals(resource: Resource, { version }: EditDraft) {
  const t = useText();
  const me = useMe().data;
  const mayNotSetAll = me !== undefined && !isAdmin(me);
  return useMemo(() => {
    const refusalOf = ({ frozen, restricted }: VariableProperty) => {
      if (frozen && resource.state === 'provisioned') return t('request.frozen');
      return restricted && mayNotSetAll ? t('request.restricted') : undefined;
    };
    return version && formUiOf(version, refusalOf);
  }, [version, resource.state, mayNotSetAll, t]);
}

function VersionField({ draft, current }: { draft: EditDraft; current: string }) {
  const t = useText();
  if (draft.versions.length < 2) return null;
  return (
    <TextInput
      select
      label={t('resources.edit.version')}
      value={draft.version?.version ?? ''}
      onChange={event => draft.setVersion(event.target.value)}
      variant="outlined"
    >
      {draft.versions.map(({ version, lifecycle }) => (
        <MenuItem key={version} value={version}>
          {t(version === current ? 'resources.edit.versionCurrent' : 'request.versionOf', {
            version,
            lifecycle: t(`request.lifecycle.${lifecycle}`),
          })}
        </MenuItem>
      ))}
    </TextInput>
  );
}

/** What would change, as it is typed. */
function Summary({ draft, resource }: { draft: EditDraft; resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const names = new Set(Object.keys(draft.patch.variables ?? {}));
  const only = (all: Resource['variables']) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
  const titles = (draft.schema.properties ?? {}) as Record<string, { title?: string }>;
  return (
    <Section title={t('resources.edit.summary')} flush>
      {!draft.hasChanges && <Quiet className={classes.inset}>{t('resources.edit.nothing')}</Quiet>}
      {draft.movesTo && (
        <div className={classes.inset}>
          <Note tone="warning">
            {t('resources.edit.versionChange', {
              before: resource.version,
              after: draft.movesTo,
            })}
          </Note>
        </div>
      )}
      {draft.patch.integrations && (
        <div className={classes.inset}>
          <CredentialsChange draft={draft} unitId={resource.unitId} />
        </div>
      )}
      {names.size > 0 && (
        <SettingsDiff
          before={only(draft.before)}
          after={only(draft.variables)}
          titleOf={name => titles[name]?.title ?? name}
        />
      )}
    </Section>
  );
}

function CredentialsChange({ draft, unitId }: { draft: EditDraft; unitId: string }) {
  const t = useText();
  const known = useUsableIntegrations(unitId).data ?? [];
  const list = (ids: readonly string[]) =>
    ids.length > 0 ? namesOfIntegrations(known, ids).join(', ') : t('resources.edit.noCredentials');
  return (
    <Typography variant="body2">
      {t('resources.edit.credentialsChange', {
        before: list(draft.integrationsBefore),
        after: list(draft.integrations),
      })}
    </Typography>
  );
}
