import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Mirror, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { failureKind } from '../api';
import { workspaceRouteRef } from '../routes';
import { Facts, Failure, Moment, Section } from '../shared';
import { useText } from '../translations';
import { MirrorNotes, MirrorStateLabel, PullRequestLink, RetryButton } from './MirrorLabels';
import { useResourceMirror } from './queries';

const useStyles = makeStyles(theme => ({
  parts: { display: 'grid', gap: theme.spacing(1.5) },
  commit: { fontFamily: 'monospace' },
}));

/** A resource as its workspace has it. Nothing shows where none mirrors it. */
export function ResourceMirror({ resource }: { resource: Resource }) {
  const t = useText();
  const { data, error, refetch } = useResourceMirror(resource.id);
  if (error && !data && failureKind(error) !== 'forbidden') {
    return (
      <Section title={t('mirrors.part.title')}>
        <Failure compact error={error} onRetry={() => refetch()} />
      </Section>
    );
  }
  if (!data?.mirror) return null;
  return <MirrorPart mirror={data.mirror} />;
}

function MirrorPart({ mirror }: { mirror: Mirror }) {
  const t = useText();
  const classes = useStyles();
  const toWorkspace = useRouteRef(workspaceRouteRef);
  const { workspace, path, branch, commit, mergedCommit, mergedAt } = mirror;
  const short = (sha: string) => <span className={classes.commit}>{sha.slice(0, 10)}</span>;
  return (
    <Section title={t('mirrors.part.title')} actions={<RetryButton mirror={mirror} />}>
      <div className={classes.parts}>
        <MirrorNotes mirror={mirror} />
        <Facts
          facts={[
            [t('mirrors.part.state'), <MirrorStateLabel mirror={mirror} />],
            [
              t('mirrors.part.workspace'),
              <Link to={toWorkspace({ id: workspace.id })}>{workspace.name}</Link>,
            ],
            [
              t('mirrors.part.pullRequest'),
              mirror.pullRequest && <PullRequestLink mirror={mirror} />,
            ],
            [t('mirrors.part.branch'), branch && <code>{branch}</code>],
            [t('mirrors.part.path'), <code>{path}</code>],
            [t('mirrors.part.commit'), commit && short(commit)],
            [t('mirrors.part.mergedCommit'), mergedCommit && short(mergedCommit)],
            [t('mirrors.part.mergedAt'), mergedAt && <Moment time={mergedAt} />],
          ]}
        />
      </div>
    </Section>
  );
}
