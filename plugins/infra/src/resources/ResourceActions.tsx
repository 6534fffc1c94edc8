import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreIcon from '@material-ui/icons/MoreVert';
import type {
  AllowedAction,
  Resource,
  ResourceAction,
} from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { approvalRouteRef, editResourceRouteRef, resourcesRouteRef } from '../routes';
import { ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { editOf, offeredActions } from './actions';
import { DestroyAllDialog } from '../workflows/DestroyAllDialog';
import { ActionDialog } from './ActionDialog';
import { NamedActions } from './NamedActions';

/** What can be done with a resource: the usual as buttons, the rest in a menu, and with each that cannot be done the reason. */
export function ResourceActions({ resource }: { resource: Resource }) {
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const toResources = useRouteRef(resourcesRouteRef);
  const toApproval = useRouteRef(approvalRouteRef);
  const [asked, setAsked] = useState<ResourceAction>();
  const [isAllAsked, setAllAsked] = useState(false);
  const { buttons, menu } = offeredActions(resource);
  const isRestedUpon = resource.children.length > 0 && resource.state !== 'destroyed';

  const onDone = (action: ResourceAction) => {
    setAsked(undefined);
    if (action === 'delete') {
      notify(t('resources.actionDone.deleted', { name: resource.name }));
      navigate(toResources());
    } else {
      notify(
        t('resources.actionDone.started', {
          action: t(`resources.action.${action}`),
          name: resource.name,
        }),
      );
    }
  };

  return (
    <>
      {resource.approvalId && (
        <LinkButton to={toApproval({ id: resource.approvalId })} variant="outlined" color="primary">
          {t('resources.review')}
        </LinkButton>
      )}
      <EditButton resource={resource} />
      {buttons.map(({ action, reason, allowed }) => (
        <ReasonedButton
          key={action}
          variant="outlined"
          color={action === 'approve' || action === 'retry' ? 'primary' : 'default'}
          reason={allowed ? undefined : reason}
          onClick={() => setAsked(action)}
        >
          {t(`resources.action.${action}`)}
        </ReasonedButton>
      ))}
      {isRestedUpon && (
        <Button variant="outlined" onClick={() => setAllAsked(true)}>
          {t('workflows.destroyAll.action')}
        </Button>
      )}
      {isAllAsked && <DestroyAllDialog resource={resource} onClose={() => setAllAsked(false)} />}
      <NamedActions resource={resource} />
      {menu.length > 0 && <ActionMenu actions={menu} onChoose={setAsked} />}
      {asked && (
        <ActionDialog
          resource={resource}
          action={asked}
          onDone={() => onDone(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** Settings are changed on a page of their own. */
function EditButton({ resource }: { resource: Resource }) {
  const t = useText();
  const toEdit = useRouteRef(editResourceRouteRef);
  const entry = editOf(resource);
  if (!entry) return null;
  const name = t('resources.action.edit');
  return entry.allowed ? (
    <LinkButton to={toEdit({ id: resource.id })} variant="outlined">
      {name}
    </LinkButton>
  ) : (
    <ReasonedButton variant="outlined" reason={entry.reason}>
      {name}
    </ReasonedButton>
  );
}

interface ActionMenuProps {
  actions: readonly AllowedAction[];
  onChoose: (action: ResourceAction) => void;
}

function ActionMenu({ actions, onChoose }: ActionMenuProps) {
  const t = useText();
  const [anchor, setAnchor] = useState<Element | null>(null);
  return (
    <>
      <IconButton
        aria-label={t('common.moreActions')}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {actions.map(({ action, allowed, reason }) => (
          <MenuItem
            key={action}
            aria-disabled={!allowed}
            onClick={() => {
              if (!allowed) return;
              setAnchor(null);
              onChoose(action);
            }}
          >
            <ListItemText
              primary={t(`resources.action.${action}`)}
              secondary={allowed ? undefined : reason}
              primaryTypographyProps={allowed ? undefined : { color: 'textSecondary' }}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
