import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { approvalRouteRef } from '../routes';
import { Note, Quiet, relativeTime, useNow } from '../shared';
import { useText } from '../translations';
import { ActionButton } from './ActionButton';
import { positionTone } from './positions';

const SOON_MS = 14 * 86_400_000;

/** What one should know about a resource before anything else, and what can be done about it. */
export function Banners({ resource }: { resource: Resource }) {
  const t = useText();
  const small = { resource, size: 'small' } as const;
  return (
    <>
      {resource.statusReason && (
        <Note tone={positionTone(resource)}>
          {resource.statusReason}
          {resource.status === 'unknown' && <Quiet>{t('resources.banner.unclear')}</Quiet>}
        </Note>
      )}
      <Waiting resource={resource} />
      {resource.locked && (
        <Note tone="bad" action={<ActionButton {...small} action="unlock" />}>
          {t('resources.banner.locked')}
        </Note>
      )}
      {resource.drift && (
        <Note tone="warning" action={<ActionButton {...small} action="apply" />}>
          {t('resources.overview.drifted', { summary: resource.drift.summary })}
        </Note>
      )}
      {resource.stale && (
        <Note tone="warning" action={<ActionButton {...small} action="apply" />}>
          {t('resources.banner.stale')}
        </Note>
      )}
      {resource.expiresAt && <Expiry resource={resource} expiresAt={resource.expiresAt} />}
    </>
  );
}

/** An approval, or a change beside the live values. */
function Waiting({ resource: { approvalId, pendingChange } }: { resource: Resource }) {
  const t = useText();
  const toApproval = useRouteRef(approvalRouteRef);
  const id = pendingChange?.approvalId ?? approvalId;
  if (!pendingChange && !approvalId) return null;
  const text = () => {
    if (!pendingChange) return t('resources.banner.approval');
    return t(id ? 'resources.banner.pending' : 'resources.banner.pendingRun');
  };
  return (
    <Note
      tone="warning"
      action={
        id && (
          <LinkButton to={toApproval({ id })} size="small" variant="outlined">
            {t('resources.review')}
          </LinkButton>
        )
      }
    >
      {text()}
    </Note>
  );
}

function Expiry({ resource, expiresAt }: { resource: Resource; expiresAt: string }) {
  const t = useText();
  const now = useNow(60_000);
  const time = new Date(expiresAt);
  if (resource.state === 'destroyed' || time.getTime() - now.getTime() > SOON_MS) return null;
  return (
    <Note tone="warning" action={<ActionButton resource={resource} size="small" action="extend" />}>
      {t('resources.banner.expires', { when: relativeTime(time, now) ?? t('common.justNow') })}
    </Note>
  );
}
