import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type {
  Deployment,
  DeploymentReport,
  DeploymentStage,
} from '@bailiwick/backstage-plugin-infra-common';
import { ResourceLink } from '../resources/ResourceLink';
import { approvalRouteRef, resourceRouteRef } from '../routes';
import { type Column, DataTable, Facts, Quiet, Section, Who } from '../shared';
import { type Text, useText } from '../translations';
import { StepStatusLabel } from './labels';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600 },
  reason: { display: 'block', maxWidth: '36rem', overflowWrap: 'anywhere' },
  links: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) },
  code: { overflowWrap: 'anywhere' },
}));

/** Code on its way to a service: its stages, what it is of, and what came of it. */
export function DeploymentParts({ deployment }: { deployment: Deployment }) {
  const t = useText();
  const classes = useStyles();
  const { source, check, image, report } = deployment;
  const code = (text: string | undefined) => text && <code className={classes.code}>{text}</code>;
  return (
    <>
      <Section
        title={t('workflows.deployment.stages')}
        subtitle={t('workflows.deployment.stagesHint')}
        flush
      >
        <StageTable deployment={deployment} />
      </Section>
      <Section title={t('workflows.deployment.what')}>
        <Facts
          facts={[
            [
              t('workflows.deployment.service'),
              <ResourceLink resource={{ id: deployment.resourceId, name: deployment.name }} />,
            ],
            [t('workflows.deployment.repository'), code(source.repository)],
            [t('workflows.deployment.ref'), code(source.ref)],
            [t('workflows.deployment.commit'), code(source.commit)],
            [t('workflows.deployment.folder'), code(source.folder)],
            [t('workflows.deployment.dockerfile'), code(source.dockerfile)],
            [t('workflows.deployment.path'), code(check.path)],
            [t('workflows.deployment.image'), code(image)],
          ]}
        />
      </Section>
      {report && <Report report={report} />}
    </>
  );
}

function Report({ report }: { report: DeploymentReport }) {
  const t = useText();
  const classes = useStyles();
  return (
    <Section title={t('workflows.deployment.report')}>
      <Facts
        facts={[
          [
            t('workflows.deployment.address'),
            report.address && <code className={classes.code}>{report.address}</code>,
          ],
          [t('workflows.deployment.revision'), String(report.revision)],
          [t('workflows.deployment.by'), <Who entityRef={report.deployedBy} />],
          [
            t('workflows.deployment.took'),
            t('workflows.deployment.seconds', { count: report.seconds }),
          ],
        ]}
      />
    </Section>
  );
}

function NameCell({ stage: { name } }: { stage: DeploymentStage }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>{t(`workflows.deployment.stage.${name}.name`)}</div>
      <Quiet variant="caption">{t(`workflows.deployment.stage.${name}.hint`)}</Quiet>
    </div>
  );
}

function StatusCell({ stage: { status, reason } }: { stage: DeploymentStage }) {
  const classes = useStyles();
  return (
    <div>
      <StepStatusLabel status={status} />
      {reason && (
        <Quiet variant="caption" className={classes.reason}>
          {reason}
        </Quiet>
      )}
    </div>
  );
}

/** Where the log of a stage is, and the approval that it waits for. */
function LinksCell({ stage, resourceId }: { stage: DeploymentStage; resourceId: string }) {
  const t = useText();
  const classes = useStyles();
  const toResource = useRouteRef(resourceRouteRef);
  const toApproval = useRouteRef(approvalRouteRef);
  const { name, runId, approvalId } = stage;
  if (!runId && !approvalId) return <>–</>;
  const title = t(`workflows.deployment.stage.${name}.name`);
  return (
    <div className={classes.links}>
      {runId && (
        <Link to={`${toResource({ id: resourceId })}?tab=runs&run=${runId}`}>
          {t('workflows.deployment.log', { stage: title })}
        </Link>
      )}
      {approvalId && (
        <Link to={toApproval({ id: approvalId })}>{t('workflows.deployment.approval')}</Link>
      )}
    </div>
  );
}

const columnsOf = (t: Text, resourceId: string): Column<DeploymentStage>[] => [
  {
    id: 'stage',
    label: t('workflows.deployment.column.stage'),
    render: stage => <NameCell stage={stage} />,
  },
  {
    id: 'status',
    label: t('workflows.deployment.column.status'),
    render: stage => <StatusCell stage={stage} />,
  },
  {
    id: 'see',
    label: t('workflows.deployment.column.see'),
    render: stage => <LinksCell stage={stage} resourceId={resourceId} />,
  },
];

function StageTable({ deployment }: { deployment: Deployment }) {
  const t = useText();
  return (
    <DataTable
      label={t('workflows.deployment.stages')}
      rows={[...deployment.stages]}
      rowKey={({ name }) => name}
      columns={columnsOf(t, deployment.resourceId)}
    />
  );
}
