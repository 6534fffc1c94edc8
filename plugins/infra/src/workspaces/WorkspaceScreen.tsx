import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { useNavigate, useParams } from 'react-router-dom';
import { namesOfIntegrations } from '../integrations/queries';
import { workspacesRouteRef } from '../routes';
import { Facts, Moment, Note, QueryView, ScreenBody, Section, useUnitsById, Who } from '../shared';
import { useText } from '../translations';
import { MirrorList } from './MirrorList';
import { useGitHosts, useWorkspace } from './queries';
import { WorkspaceActions } from './WorkspaceActions';
import { Checked, Mirrored } from './WorkspacesScreen';

const useStyles = makeStyles(theme => ({
  identity: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 1.5) },
}));

/** One workspace, in the address of which its id is. */
export function WorkspaceScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const classes = useStyles();
  const navigate = useNavigate();
  const toWorkspaces = useRouteRef(workspacesRouteRef);
  const query = useWorkspace(id);
  const workspace = query.data;
  return (
    <ScreenBody
      title={workspace?.name ?? t('workspaces.title')}
      subtitle={
        <div className={classes.identity}>
          <Link to={toWorkspaces()}>{t('workspaces.back')}</Link>
          {workspace && <Mirrored workspace={workspace} />}
          {workspace?.description}
        </div>
      }
      actions={
        workspace && (
          <WorkspaceActions workspace={workspace} onDeleted={() => navigate(toWorkspaces())} />
        )
      }
    >
      <QueryView query={query}>
        {shown => (
          <>
            {shown.validationError && (
              <Note tone="bad">
                <p>{shown.validationError}</p>
              </Note>
            )}
            <MirrorList workspace={shown} />
            <Details workspace={shown} />
          </>
        )}
      </QueryView>
    </ScreenBody>
  );
}

function Details({ workspace }: { workspace: Workspace }) {
  const t = useText();
  const { unitId, unitName, url, apiUrl, branch, path, resourceTypes, integrationId } = workspace;
  const units = useUnitsById(workspace.units);
  const hosts = useGitHosts(unitId).data ?? [];
  return (
    <Section title={t('workspaces.details.title')}>
      <Facts
        facts={[
          [t('workspaces.details.unit'), unitName],
          [t('workspaces.details.url'), <Link to={url}>{url}</Link>],
          [t('workspaces.details.branch'), <code>{branch}</code>],
          [t('workspaces.details.path'), <code>{path}</code>],
          [t('workspaces.details.types'), resourceTypes.join(', ') || t('workspaces.everything')],
          [
            t('workspaces.details.units'),
            workspace.units.map(id => units.get(id)?.name ?? '…').join(', ') ||
              t('workspaces.details.unitsAll'),
          ],
          [t('workspaces.details.integration'), namesOfIntegrations(hosts, [integrationId])[0]],
          [t('workspaces.details.apiUrl'), apiUrl],
          [t('workspaces.column.checked'), <Checked workspace={workspace} />],
          [t('workspaces.details.createdBy'), <Who entityRef={workspace.createdBy} />],
          [t('workspaces.details.createdAt'), <Moment time={workspace.createdAt} />],
        ]}
      />
    </Section>
  );
}
