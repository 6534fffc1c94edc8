import { makeStyles } from '@material-ui/core/styles';
import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { Opened, ReasonedButton } from '../shared';
import { useText } from '../translations';
import { DeleteWorkspaceDialog } from './DeleteWorkspaceDialog';
import { useReadWorkspace } from './queries';
import { ValidateButton } from './ValidateButton';
import { WorkspaceDialog } from './WorkspaceDialog';

const useStyles = makeStyles(theme => ({
  buttons: { display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0.5) },
}));

/** What can be done with a workspace, with the dialogs of it. */
export function WorkspaceActions({
  workspace,
  onDeleted,
}: {
  workspace: Workspace;
  onDeleted?: () => void;
}) {
  const t = useText();
  const classes = useStyles();
  const read = useReadWorkspace();
  const [asked, setAsked] = useState<'edit' | 'delete'>();
  const { name, unitName: unit, mayManage } = workspace;
  const refusal = mayManage ? undefined : t('workspaces.mayNotThis', { unit });
  const close = () => setAsked(undefined);
  return (
    <>
      <span className={classes.buttons}>
        <ValidateButton workspace={workspace} refusal={refusal} />
        <ReasonedButton
          size="small"
          reason={refusal}
          onClick={() => setAsked('edit')}
          aria-label={t('workspaces.editOf', { name })}
        >
          {t('workspaces.edit')}
        </ReasonedButton>
        <ReasonedButton
          size="small"
          reason={refusal}
          onClick={() => setAsked('delete')}
          aria-label={t('workspaces.deleteOf', { name })}
        >
          {t('workspaces.delete')}
        </ReasonedButton>
      </span>
      {asked && (
        <Opened record={workspace} read={read} subject="workspace">
          {opened =>
            asked === 'edit' ? (
              <WorkspaceDialog workspace={opened} onClose={close} />
            ) : (
              <DeleteWorkspaceDialog workspace={opened} onClose={close} onDeleted={onDeleted} />
            )
          }
        </Opened>
      )}
    </>
  );
}
