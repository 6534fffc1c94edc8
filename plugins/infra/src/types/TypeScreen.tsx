import { Link, MarkdownContent } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useParams } from 'react-router-dom';
import { useResourceType } from '../resources/queries';
import { typesRouteRef } from '../routes';
import {
  type Column,
  DataTable,
  Facts,
  Moment,
  Note,
  QueryView,
  Quiet,
  ScreenBody,
  Section,
} from '../shared';
import { type Text, useText } from '../translations';
import { ApprovalWords, originText, TypeStatusLabel } from './labels';
import { TypeActions } from './TypeActions';
import { TypeCost } from './TypeCost';
import { Versions } from './Versions';

const useStyles = makeStyles(theme => ({
  identity: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 1.5) },
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)' },
  },
  column: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  documentation: { ...theme.typography.body2, overflowX: 'auto' },
  words: { ...theme.typography.body2, overflowWrap: 'anywhere' },
  inset: { padding: theme.spacing(0, 2.5, 2) },
}));

/** One resource type, in the address of which its name is. */
export function TypeScreen() {
  const { name = '' } = useParams();
  const t = useText();
  const classes = useStyles();
  const toTypes = useRouteRef(typesRouteRef);
  const query = useResourceType(name);
  const type = query.data;
  return (
    <ScreenBody
      title={type?.title ?? t('types.title')}
      subtitle={
        <div className={classes.identity}>
          <Link to={toTypes()}>{t('types.back')}</Link>
          {type && <TypeStatusLabel type={type} />}
          {type?.description}
        </div>
      }
      actions={type && <TypeActions type={type} />}
    >
      <QueryView query={query}>{shown => <Parts type={shown} />}</QueryView>
    </ScreenBody>
  );
}

function Parts({ type }: { type: ResourceType }) {
  const t = useText();
  const classes = useStyles();
  return (
    <>
      {type.problems && type.problems.length > 0 && (
        <Note tone="bad">
          <p>{t('types.problems')}</p>
          {type.problems.map(problem => (
            <p key={problem}>{problem}</p>
          ))}
        </Note>
      )}
      <div className={classes.columns}>
        <div className={classes.column}>
          {type.documentation && (
            <Section title={t('types.documentation')}>
              <MarkdownContent content={type.documentation} className={classes.documentation} />
            </Section>
          )}
          <Versions type={type} />
        </div>
        <div className={classes.column}>
          <Section title={t('types.details.title')}>
            <Facts facts={detailsOf(t, type)} />
          </Section>
          <Section title={t('types.approval.title')}>
            <div className={classes.words}>
              <ApprovalWords policy={type.approval} />
            </div>
          </Section>
          <Policies policies={type.policies ?? []} />
        </div>
      </div>
    </>
  );
}

function detailsOf(t: Text, type: ResourceType) {
  const { cost, ttl, driftCheckHours, labels } = type;
  const lifetime = [
    ttl?.defaultDays && t('types.details.ttlDefault', { count: ttl.defaultDays }),
    ttl?.maxDays && t('types.details.ttlMax', { count: ttl.maxDays }),
  ];
  return [
    [t('types.details.name'), <code>{type.name}</code>],
    [t('types.column.origin'), originText(t, type)],
    [t('types.details.provisioner'), type.provisioner],
    [t('types.details.parents'), type.parents.join(', ')],
    [t('types.details.site'), type.siteRequired && t('types.details.siteRequired')],
    [t('types.details.cost'), cost ? <TypeCost cost={cost} /> : t('types.details.costByCode')],
    [t('types.details.workspace'), type.workspace],
    [t('types.details.naming'), type.naming && <code>{type.naming}</code>],
    [t('types.details.ttl'), lifetime.filter(Boolean).join(', ')],
    [
      t('types.details.drift'),
      driftCheckHours && t('types.details.driftEvery', { count: driftCheckHours }),
    ],
    [
      t('types.details.labels'),
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ],
    [t('types.details.updated'), type.updatedAt && <Moment time={type.updatedAt} />],
  ].map(([name, value]) => [name, value || undefined] as [string, React.ReactNode]);
}

type Policy = NonNullable<ResourceType['policies']>[number];

function Policies({ policies }: { policies: readonly Policy[] }) {
  const t = useText();
  const classes = useStyles();
  const columns: Column<Policy>[] = [
    { id: 'name', label: t('types.policies.name'), render: ({ name }) => name },
    {
      id: 'expression',
      label: t('types.policies.expression'),
      render: ({ expression }) => <code>{expression}</code>,
    },
    { id: 'message', label: t('types.policies.message'), render: ({ message }) => message },
  ];
  return (
    <Section title={t('types.policies.title')} flush>
      {policies.length === 0 ? (
        <Quiet className={classes.inset}>{t('types.policies.none')}</Quiet>
      ) : (
        <DataTable
          label={t('types.policies.list')}
          rows={policies}
          rowKey={({ name }) => name}
          columns={columns}
        />
      )}
    </Section>
  );
}
