import { useRouteRef } from '@backstage/core-plugin-api';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import {
  type CreateResource,
  resourceSchema,
  type ResourceType,
} from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useMemo, useRef } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKey, useInfraApi, useInfraMutation, validationProblems } from '../api';
import { CredentialsField } from '../integrations/CredentialsField';
import { ResourceSelect } from '../resources/ResourceSelect';
import { resourceRouteRef } from '../routes';
import { isAdmin, useMe } from '../session';
import {
  Empty,
  ErrorNote,
  ReasonedButton,
  Section,
  TextInput,
  UnitSelect,
  useNotify,
  useUnitSearch,
} from '../shared';
import { useText } from '../translations';
import { WorkspaceField } from '../workspaces/WorkspaceField';
import { InheritedVariables } from './InheritedVariables';
import { LiveCheck } from './LiveCheck';
import { SiteField } from './SiteField';
import { useDryRun } from './useDryRun';
import { type RequestDraft, useRequestDraft } from './useRequestDraft';
import { VariableForm } from './VariableForm';
import { formUiOf } from './variableSchema';
import { VersionNote } from './VersionNote';

const REQUESTABLE_TEAMS = { requestable: true };

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 3fr) minmax(300px, 2fr)' },
  },
  column: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  check: { [theme.breakpoints.up('md')]: { position: 'sticky', top: theme.spacing(2) } },
  fields: { display: 'grid', gap: theme.spacing(2.5) },
  foot: {
    display: 'grid',
    gap: theme.spacing(2),
    justifyItems: 'end',
    '& > [role=alert]': { width: '100%' },
  },
}));

/** One key per request: sending the same twice gives the first answer again, sending another is another request. */
function useRequestKey(): (request: CreateResource) => string {
  const last = useRef({ text: '', key: '' });
  return request => {
    const text = JSON.stringify(request);
    if (last.current.text !== text) last.current = { text, key: newKey() };
    return last.current.key;
  };
}

function useSendRequest() {
  const t = useText();
  const api = useInfraApi();
  const notify = useNotify();
  const navigate = useNavigate();
  const toResource = useRouteRef(resourceRouteRef);
  const keyOf = useRequestKey();
  return useInfraMutation({
    mutate: async (request: CreateResource) =>
      resourceSchema.parse(
        await api.createResource({ body: request, idempotencyKey: keyOf(request) }),
      ),
    changes: () => [{ subject: 'resource' }, { subject: 'quota' }],
    onSuccess: resource => {
      notify(t('request.sent', { name: resource.name }));
      navigate(toResource({ id: resource.id }));
    },
  });
}

export function RequestForm({ type }: { type: ResourceType }) {
  const t = useText();
  const classes = useStyles();
  const draft = useRequestDraft(type);
  const check = useDryRun(draft.request);
  const send = useSendRequest();
  const teams = useUnitSearch(REQUESTABLE_TEAMS, '');
  const { request } = draft;
  const me = useMe().data;
  const ui = useMemo(() => {
    const mayNot = me && !isAdmin(me) ? t('request.restricted') : undefined;
    return draft.version && formUiOf(draft.version, one => (one.restricted ? mayNot : undefined));
  }, [draft.version, me, t]);

  const refusal = (): string | undefined => {
    if (!request && type.readsModules && !draft.variables.commit)
      return t('request.module.missing');
    if (!request) return t(type.parents.length > 0 ? 'request.missingParents' : 'request.missing');
    if (check.data?.valid === false && !check.isPlaceholderData) return t('request.refusedNow');
    return send.isPending ? t('request.checking') : undefined;
  };
  const reason = refusal();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request && reason === undefined) send.mutate(request);
  };

  if (teams.data?.items.length === 0) {
    return <Empty title={t('request.noTeams.title')}>{t('request.noTeams.hint')}</Empty>;
  }
  const problems = validationProblems(send.error ?? check.error);
  return (
    <form className={classes.columns} onSubmit={submit} noValidate aria-label={t('request.title')}>
      <div className={classes.column}>
        <Section title={t('request.where')}>
          <div className={classes.fields}>
            <Placement
              type={type}
              draft={draft}
              problemAt={pointer => problems.find(problem => problem.pointer === pointer)?.message}
              externalName={check.data?.externalName}
            />
          </div>
        </Section>
        <Section title={t('request.settingsOf', { type: type.title })}>
          <div className={classes.fields}>
            {draft.version && <InheritedVariables version={draft.version} />}
            <VariableForm
              schema={draft.schema}
              module={
                type.readsModules ? { type: type.name, version: draft.version?.version } : undefined
              }
              ui={ui}
              secrets={draft.unitId === undefined ? undefined : { unitId: draft.unitId }}
              value={draft.variables}
              onChange={draft.setVariables}
              problems={problems}
            />
            {type.usesIntegrations && (
              <CredentialsField
                unitId={draft.unitId}
                value={draft.integrations}
                onChange={draft.setIntegrations}
                problems={problems}
              />
            )}
            <WorkspaceField
              unitId={draft.unitId}
              type={type.name}
              value={draft.workspaceId}
              onChange={draft.setWorkspaceId}
              problems={problems}
            />
          </div>
        </Section>
        <div className={classes.foot}>
          <ErrorNote error={send.error} />
          <ReasonedButton
            type="submit"
            color="primary"
            variant="contained"
            size="large"
            reason={reason}
          >
            {t('request.send')}
          </ReasonedButton>
        </div>
      </div>
      <div className={classes.check}>
        <Section title={t('request.check.title')}>
          <LiveCheck request={request} />
        </Section>
      </div>
    </form>
  );
}

interface PlacementProps {
  type: ResourceType;
  draft: RequestDraft;
  problemAt: (pointer: string) => string | undefined;
  externalName: string | undefined;
}

/** Version, team, site and name. */
function Placement({ type, draft, problemAt, externalName }: PlacementProps) {
  const t = useText();
  const nameProblem = draft.nameProblem ?? problemAt('/name');
  return (
    <>
      {draft.versions.length > 1 && (
        <TextInput
          select
          label={t('request.version')}
          value={draft.version?.version ?? ''}
          onChange={event => draft.setVersion(event.target.value)}
          variant="outlined"
        >
          {draft.versions.map(({ version, lifecycle }) => (
            <MenuItem key={version} value={version}>
              {t('request.versionOf', { version, lifecycle: t(`request.lifecycle.${lifecycle}`) })}
            </MenuItem>
          ))}
        </TextInput>
      )}
      {draft.version && <VersionNote version={draft.version} />}
      <UnitSelect
        label={t('field.team')}
        value={draft.unitId}
        onChange={unit => draft.setUnitId(unit?.id)}
        filter={REQUESTABLE_TEAMS}
        selectSingle
        required
        error={problemAt('/unitId')}
        helperText={t('request.teamHint')}
      />
      <SiteField
        unitId={draft.unitId}
        value={draft.site}
        onChange={draft.setSite}
        required={type.siteRequired}
        error={problemAt('/site')}
      />
      {type.parents.map((parent, index) => (
        <ResourceSelect
          key={parent}
          label={t('request.parent', { type: parent })}
          type={parent}
          value={draft.parents[parent]}
          onChange={chosen => draft.setParent(parent, chosen?.id)}
          required
          error={problemAt(`/parents/${index}`)}
          helperText={t('request.parentHint')}
        />
      ))}
      <TextInput
        label={t('request.name')}
        value={draft.name}
        onChange={event => draft.setName(event.target.value)}
        required
        variant="outlined"
        autoComplete="off"
        error={nameProblem !== undefined}
        helperText={
          nameProblem ??
          (externalName ? t('request.nameHint', { externalName }) : t('request.nameHintPlain'))
        }
        inputProps={{ spellCheck: false }}
      />
    </>
  );
}
