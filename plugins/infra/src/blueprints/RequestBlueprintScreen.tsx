import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { RJSFSchema } from '@rjsf/utils';
import {
  type Blueprint,
  type CreateWorkflow,
  resourceNameSchema,
  type ValidationProblem,
  type Variables,
  type WorkflowPreview,
} from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { newKey, validationProblems } from '../api';
import { BudgetLevels, Check, CheckFigure, QuotaLevels } from '../request/LiveCheck';
import { SiteField } from '../request/SiteField';
import { VariableForm } from '../request/VariableForm';
import { isComplete, withDefaults } from '../request/variableSchema';
import { blueprintRouteRef, workflowRouteRef } from '../routes';
import {
  Empty,
  ErrorNote,
  CostText,
  QueryView,
  Quiet,
  ReasonedButton,
  ScreenBody,
  Section,
  StatusLabel,
  TextInput,
  UnitSelect,
  useDebounced,
  useNotify,
  useUnitSearch,
} from '../shared';
import { useText } from '../translations';
import { PreviewNotes } from '../workflows/DestroyAllDialog';
import { PreviewSteps } from '../workflows/PreviewSteps';
import { useStartWorkflow, useWorkflowPreview } from '../workflows/queries';
import { useBlueprint, useTypesByName } from './queries';

const REQUESTABLE_TEAMS = { requestable: true };
const PAUSE_MS = 300;

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
  foot: { display: 'grid', gap: theme.spacing(2), justifyItems: 'end' },
  heading: { ...theme.typography.subtitle2, margin: 0, fontWeight: 600 },
  result: { display: 'grid', gap: theme.spacing(2) },
}));

/** Requesting everything that the blueprint in the address names. */
export function RequestBlueprintScreen() {
  const { name = '' } = useParams();
  const t = useText();
  const toBlueprint = useRouteRef(blueprintRouteRef);
  const query = useBlueprint(name);
  const teams = useUnitSearch(REQUESTABLE_TEAMS, '');
  return (
    <ScreenBody
      title={t('blueprints.use.title', { name: query.data?.title ?? name })}
      subtitle={
        query.data && (
          <>
            <Link to={toBlueprint({ name })}>{query.data.title}</Link>
            {query.data.description && <div>{query.data.description}</div>}
          </>
        )
      }
    >
      <QueryView query={query}>
        {blueprint =>
          teams.data?.items.length === 0 ? (
            <Empty title={t('request.noTeams.title')}>{t('request.noTeams.hint')}</Empty>
          ) : (
            <RequestForm blueprint={blueprint} />
          )
        }
      </QueryView>
    </ScreenBody>
  );
}

/** Inputs as a form takes them. */
const schemaOf = ({ inputs }: Blueprint): RJSFSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    inputs.map(({ name, title, description, type, default: value }) => [
      name,
      {
        ...{ type, title },
        ...(description ? { description } : {}),
        ...(value === undefined ? {} : { default: value }),
      },
    ]),
  ),
  required: inputs.flatMap(input => (input.default === undefined ? input.name : [])),
});

/** Problems of inputs as problems of the variables of a form. */
const ofInputs = (problems: readonly ValidationProblem[]): ValidationProblem[] =>
  problems.map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/inputs\//, '/variables/'),
    message,
  }));

function RequestForm({ blueprint }: { blueprint: Blueprint }) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const navigate = useNavigate();
  const toWorkflow = useRouteRef(workflowRouteRef);
  const types = useTypesByName();
  const schema = useMemo(() => schemaOf(blueprint), [blueprint]);
  const [name, setName] = useState('');
  const [unitId, setUnitId] = useState<string>();
  const [site, setSite] = useState<string>();
  const [inputs, setInputs] = useState<Variables>(() => withDefaults(schema));
  const [idempotencyKey, setKey] = useState(newKey);
  const needsSite = blueprint.nodes.some(({ type }) => types.get(type)?.siteRequired);
  const parsedName = resourceNameSchema.safeParse(name);

  const wish: CreateWorkflow | undefined =
    parsedName.success &&
    unitId !== undefined &&
    (site !== undefined || !needsSite) &&
    isComplete(schema, inputs)
      ? {
          ...{ kind: 'create' as const, blueprint: blueprint.name, name, unitId },
          ...(site ? { site } : {}),
          inputs: inputs as Record<string, string | number | boolean>,
        }
      : undefined;
  const text = wish && JSON.stringify(wish);
  const settled = useDebounced(text, PAUSE_MS);
  const preview = useWorkflowPreview(
    settled === undefined ? undefined : (JSON.parse(settled) as CreateWorkflow),
  );
  const isBehind = settled !== text || preview.isPlaceholderData || preview.isLoading;
  const start = useStartWorkflow(({ id }) => {
    notify(t('blueprints.use.sent', { name }));
    navigate(toWorkflow({ id }));
  });

  const reason = (): string | undefined => {
    if (!wish) return t('blueprints.use.missing');
    if (start.isPending) return t('request.checking');
    return !isBehind && preview.data?.valid === false ? t('blueprints.use.refused') : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wish || reason() !== undefined) return;
    start.mutate({ wish, idempotencyKey }, { onError: () => setKey(newKey()) });
  };
  const problems = validationProblems(start.error ?? preview.error);
  const problemAt = (pointer: string) =>
    problems.find(problem => problem.pointer === pointer)?.message;
  const nameProblem =
    name === '' || parsedName.success ? problemAt('/name') : parsedName.error.issues[0].message;
  const example = `${name || blueprint.name}-${blueprint.nodes[0]?.key}`;
  return (
    <form className={classes.columns} onSubmit={submit} noValidate aria-label={blueprint.title}>
      <div className={classes.column}>
        <Section title={t('blueprints.use.where')}>
          <div className={classes.fields}>
            <UnitSelect
              label={t('field.team')}
              filter={REQUESTABLE_TEAMS}
              value={unitId}
              onChange={unit => setUnitId(unit?.id)}
              selectSingle
              required
              error={problemAt('/unitId')}
            />
            <SiteField
              unitId={unitId}
              value={site}
              onChange={setSite}
              required={needsSite}
              error={problemAt('/site')}
            />
            <TextInput
              label={t('blueprints.use.name')}
              required
              value={name}
              onChange={event => setName(event.target.value)}
              variant="outlined"
              error={nameProblem !== undefined}
              helperText={nameProblem ?? t('blueprints.use.nameHint', { example })}
              inputProps={{ maxLength: 63 }}
            />
          </div>
        </Section>
        <Section title={t('blueprints.use.choices')}>
          {blueprint.inputs.length === 0 ? (
            <Quiet>{t('blueprints.use.noChoices')}</Quiet>
          ) : (
            <VariableForm
              schema={schema}
              value={inputs}
              onChange={setInputs}
              problems={ofInputs(problems)}
            />
          )}
        </Section>
        <div className={classes.foot}>
          <ErrorNote error={start.error} />
          <ReasonedButton
            type="submit"
            color="primary"
            variant="contained"
            size="large"
            reason={reason()}
          >
            {t('blueprints.use.send')}
          </ReasonedButton>
        </div>
      </div>
      <div className={classes.check}>
        <Section title={t('blueprints.use.check')}>
          {settled === undefined ? (
            <Quiet>{t('blueprints.use.incomplete')}</Quiet>
          ) : (
            <Check query={preview}>{data => <PreviewResult preview={data} />}</Check>
          )}
        </Section>
      </div>
    </form>
  );
}

/** What all of it takes, what is left of the quota, and what would be made in which order. */
function PreviewResult({ preview }: { preview: WorkflowPreview }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.result}>
      <div role="status">
        {preview.valid && <StatusLabel tone="good">{t('blueprints.use.ok')}</StatusLabel>}
        <PreviewNotes preview={preview} title={t('blueprints.use.refused')} />
      </div>
      <CheckFigure title={t('blueprints.use.cost')}>
        <CostText cost={preview.cost} />
      </CheckFigure>
      <QuotaLevels quota={preview.quota} />
      <BudgetLevels budget={preview.budget} />
      <div>
        <p className={classes.heading}>{t('workflows.preview.order')}</p>
        <PreviewSteps steps={preview.steps} />
      </div>
    </div>
  );
}
