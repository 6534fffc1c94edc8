import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  ApprovalPolicy,
  ApproverRule,
  ResourceType,
  VersionLifecycle,
} from '@bailiwick/backstage-plugin-infra-common';
import { typeRouteRef } from '../routes';
import { StatusLabel, type Tone } from '../shared';
import { type Text, useText } from '../translations';

const LIFECYCLE_TONE: Record<VersionLifecycle, Tone> = {
  preview: 'unclear',
  active: 'good',
  deprecated: 'warning',
  archived: 'ended',
};

export function LifecycleLabel({ lifecycle }: { lifecycle: VersionLifecycle }) {
  const t = useText();
  return (
    <StatusLabel tone={LIFECYCLE_TONE[lifecycle]}>
      {t(`request.lifecycle.${lifecycle}`)}
    </StatusLabel>
  );
}

export function TypeLink({ type }: { type: Pick<ResourceType, 'name' | 'title'> }) {
  const toType = useRouteRef(typeRouteRef);
  return <Link to={toType({ name: type.name })}>{type.title}</Link>;
}

export function TypeStatusLabel({ type: { enabled, problems } }: { type: ResourceType }) {
  const t = useText();
  if (problems && problems.length > 0) {
    return <StatusLabel tone="bad">{t(enabled === false ? 'types.off' : 'types.on')}</StatusLabel>;
  }
  return enabled === false ? (
    <StatusLabel tone="ended">{t('types.off')}</StatusLabel>
  ) : (
    <StatusLabel tone="good">{t('types.on')}</StatusLabel>
  );
}

export const originText = (t: Text, { origin, builtIn }: ResourceType): string =>
  t(`types.origin.${origin ?? (builtIn ? 'built-in' : 'unknown')}`);

/** "department administrator in charge of the team or members of group:default/dba". */
export function approversText(t: Text, { role, groups, users }: ApproverRule): string {
  const parts = [
    role && t('types.approval.approvers.role', { role: t(`role.${role}`) }),
    groups?.length && t('types.approval.approvers.groups', { groups: groups.join(', ') }),
    users?.length && t('types.approval.approvers.users', { users: users.join(', ') }),
  ];
  return parts.filter(Boolean).join(t('types.approval.or'));
}

/** An approval policy in words. */
export function ApprovalWords({ policy }: { policy: ApprovalPolicy | undefined }) {
  const t = useText();
  if (!policy) return <>{t('types.approval.none')}</>;
  const { steps, order, autoApprove, escalateAfterHours, kinds } = policy;
  return (
    <div>
      <div>
        {t('types.approval.kinds', {
          kinds: kinds.map(kind => t(`types.approval.kind.${kind}`)).join(', '),
        })}
      </div>
      {steps.length > 1 && <div>{t(`types.approval.${order}`)}</div>}
      <ol>
        {steps.map(({ title, approvers, needed, when }) => (
          <li key={title}>
            <strong>{title}</strong>: {approversText(t, approvers)}
            {needed > 1 && `, ${t('types.approval.needed', { count: needed })}`}
            {when && `, ${t('types.approval.when', { expression: when })}`}
          </li>
        ))}
      </ol>
      {autoApprove && <div>{t('types.approval.auto', { expression: autoApprove })}</div>}
      {escalateAfterHours && (
        <div>{t('types.approval.escalates', { count: escalateAfterHours })}</div>
      )}
    </div>
  );
}
