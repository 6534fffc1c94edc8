import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { useParams } from 'react-router-dom';
import { PolicyResults } from '../plans/PolicyResults';
import { usePlan } from '../plans/queries';
import { ResourceLink } from '../resources/ResourceLink';
import { useVariableTitles } from '../resources/useVariableTitles';
import { approvalsRouteRef } from '../routes';
import { Facts, Moment, Note, QueryView, ScreenBody, Section, Who } from '../shared';
import { useText } from '../translations';
import { ApprovalPlan } from './ApprovalPlan';
import { CostChange } from './CostChange';
import { Decision } from './Decision';
import { ApprovalMarks, ApprovalStatusLabel, approvalTitle } from './labels';
import { Messages } from './Messages';
import { useApproval } from './queries';
import { SettingsDiff } from './SettingsDiff';
import { Steps } from './Steps';

const useStyles = makeStyles(theme => ({
  identity: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 1.5) },
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 3fr) minmax(300px, 2fr)' },
  },
  column: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  inset: { padding: theme.spacing(0, 2.5, 2) },
}));

/** One approval, in the address of which its id is: everything that a decision needs, side by side. */
export function ApprovalScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const toApprovals = useRouteRef(approvalsRouteRef);
  const query = useApproval(id);
  const approval = query.data;
  return (
    <ScreenBody
      title={approval ? approvalTitle(t, approval) : t('approvals.title')}
      subtitle={
        approval ? (
          <Identity approval={approval} />
        ) : (
          <Link to={toApprovals()}>{t('approvals.back')}</Link>
        )
      }
    >
      <QueryView query={query}>{shown => <Review key={shown.id} approval={shown} />}</QueryView>
    </ScreenBody>
  );
}

function Identity({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  const toApprovals = useRouteRef(approvalsRouteRef);
  return (
    <div className={classes.identity}>
      <Link to={toApprovals()}>{t('approvals.back')}</Link>
      <ApprovalStatusLabel status={approval.status} />
      <ApprovalMarks approval={approval} />
    </div>
  );
}

function Review({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  const hasPlan = approval.planStatus === 'ready' || approval.planStatus === 'outdated';
  const plan = usePlan(approval.planRunId, { enabled: hasPlan, digest: approval.digest });
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Subject approval={approval} />
        <Settings approval={approval} />
        <ApprovalPlan approval={approval} plan={plan} />
      </div>
      <div className={classes.column}>
        <Decision approval={approval} plan={plan} />
        <Steps approval={approval} />
        <CostChange approval={approval} />
        <Section title={t('approvals.policies.title')}>
          <PolicyResults policies={approval.policies} />
        </Section>
        <Messages approval={approval} />
      </div>
    </div>
  );
}

function Subject({
  approval: { resource, requestedBy, openedAt, decidedAt },
}: {
  approval: Approval;
}) {
  const t = useText();
  return (
    <Section title={t('resources.overview.details')}>
      <Facts
        facts={[
          [t('field.name'), <ResourceLink resource={resource} />],
          [t('field.type'), `${resource.type} ${resource.version}`],
          [t('field.team'), resource.unitName],
          [t('field.site'), resource.site],
          [t('approvals.column.by'), <Who entityRef={requestedBy} />],
          [t('approvals.column.opened'), <Moment time={openedAt} />],
          [t('approvals.decided'), decidedAt && <Moment time={decidedAt} />],
        ]}
      />
    </Section>
  );
}

function Settings({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  const titleOf = useVariableTitles(approval.resource);
  const { kind, before, variables } = approval;
  return (
    <Section title={t('approvals.settings.title')} flush>
      {kind === 'destroy' && (
        <div className={classes.inset}>
          <Note tone="bad">{t('approvals.settings.destroyed')}</Note>
        </div>
      )}
      <SettingsDiff
        before={kind === 'change' ? (before ?? {}) : undefined}
        after={variables}
        titleOf={titleOf}
      />
    </Section>
  );
}
