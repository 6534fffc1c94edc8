import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import type {
  ArgoCdApplication,
  ArgoCdApplicationDetail,
} from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { Facts, Moment, Note, QueryView, ReasonedButton, Section } from '../shared';
import { useText } from '../translations';
import { ApplicationHistory } from './ApplicationHistory';
import { ApplicationResources } from './ApplicationResources';
import { useApplication } from './queries';
import { HealthLabel, Revision, SyncLabel } from './statuses';
import { SyncDialog } from './SyncDialog';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  facts: { display: 'grid', gap: theme.spacing(2) },
}));

/** One application: how it is, what it consists of, what was deployed, and what can be done. */
export function ApplicationDetail({ application }: { application: ArgoCdApplication }) {
  const classes = useStyles();
  const query = useApplication(application);
  return (
    <QueryView query={query}>
      {detail => (
        <div className={classes.root}>
          <State detail={detail} />
          <ApplicationResources resources={detail.resources} />
          <ApplicationHistory detail={detail} />
        </div>
      )}
    </QueryView>
  );
}

function State({ detail }: { detail: ArgoCdApplicationDetail }) {
  const t = useText();
  const classes = useStyles();
  const [isAsking, setAsking] = useState(false);
  const { sync } = detail.permissions;
  const { operation, source } = detail;
  return (
    <Section
      title={detail.name}
      subtitle={t('argocd.instance', { instance: detail.instance })}
      actions={
        <ReasonedButton
          variant="contained"
          color="primary"
          reason={sync.allowed ? undefined : sync.reason}
          onClick={() => setAsking(true)}
        >
          {t('argocd.action.sync')}
        </ReasonedButton>
      }
    >
      <div className={classes.facts}>
        {detail.healthMessage && <Note tone="warning">{detail.healthMessage}</Note>}
        <Facts
          facts={[
            [t('argocd.facts.health'), <HealthLabel health={detail.health} />],
            [t('argocd.facts.sync'), <SyncLabel sync={detail.sync} />],
            [
              t('argocd.facts.revision'),
              detail.revision && <Revision revision={detail.revision} />,
            ],
            [
              t('argocd.facts.operation'),
              operation && (
                <>
                  {operation.phase} {operation.finishedAt && <Moment time={operation.finishedAt} />}
                  {operation.message && ` — ${operation.message}`}
                </>
              ),
            ],
            [t('argocd.facts.source'), source?.repoUrl],
            [t('argocd.facts.path'), source?.path && <code>{source.path}</code>],
            [
              t('argocd.facts.target'),
              source?.targetRevision && <code>{source.targetRevision}</code>,
            ],
            [t('argocd.facts.project'), detail.project],
            [t('argocd.title'), detail.url && <Link to={detail.url}>{t('argocd.open')}</Link>],
          ]}
        />
      </div>
      {isAsking && <SyncDialog detail={detail} onClose={() => setAsking(false)} />}
    </Section>
  );
}
