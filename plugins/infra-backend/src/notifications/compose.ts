import type { ApprovalRecord } from '../approvals';
import type { UnitRecord } from '../organisation';
import type { Message, StoredNews } from './types';

/** What a message is made from. */
export interface Story {
  news: StoredNews;
  resource: { id: string; name: string; type: string; requestedBy: string };
  unit: UnitRecord;
  approval?: ApprovalRecord;
}

const WISHES = { create: 'Request of', change: 'Change of', destroy: 'Destruction of' } as const;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Title, description and urgency of what happened; undefined where nobody needs to hear of it. */
function tell({
  news,
  resource,
  approval,
}: Story): Pick<Message, 'title' | 'description' | 'severity'> | undefined {
  const what = `${resource.type} ${resource.name}`;
  const wish = approval && `${WISHES[approval.kind]} ${what}`;
  const { detail } = news;
  switch (news.kind) {
    case 'approval-opened':
    case 'approval-decided':
      return wish && approval?.status === 'open'
        ? { title: `${wish} waits for your approval`, severity: 'normal' }
        : undefined;
    case 'approval-escalated':
      return wish && approval?.status === 'open'
        ? { title: `${wish} has waited too long for its approval`, severity: 'high' }
        : undefined;
    case 'approval-closed': {
      if (detail.status !== 'approved' && detail.status !== 'rejected') return undefined;
      const comment = approval?.decisions.at(-1)?.comment;
      return {
        title: `${wish ?? what} was ${detail.status}`,
        ...(comment ? { description: comment } : {}),
        severity: 'normal',
      };
    }
    case 'approval-message':
      return {
        title: detail.asks
          ? `${wish ?? what}: a question waits for your answer`
          : `${wish ?? what}: a new message`,
        severity: 'normal',
      };
    case 'resource-failed':
      return {
        title: `The run of ${what} failed`,
        ...(text(detail.reason) ? { description: text(detail.reason) } : {}),
        severity: 'high',
      };
    case 'resource-deployed':
      return {
        title: `${what} runs what was deployed`,
        ...(text(detail.commit) ? { description: `Commit ${text(detail.commit)}` } : {}),
        severity: 'normal',
      };
    case 'deployment-stopped':
      return {
        title: `The deployment to ${what} stopped`,
        ...(text(detail.reason) ? { description: text(detail.reason) } : {}),
        severity: 'high',
      };
    case 'run-lost':
      return { title: `The run of ${what} was lost: somebody has to decide`, severity: 'high' };
    case 'resource-expires':
      return {
        title: `${what} ends on ${text(detail.expiresAt)?.slice(0, 10)}`,
        severity: 'normal',
      };
    default:
      return undefined;
  }
}

/** Where there is more to read, and what later messages of the same take the place of. */
function placeOf(
  { news, resource }: Story,
  approvalId: string | undefined,
): Pick<Message, 'path' | 'scope'> {
  if (approvalId) {
    return { path: `/infra/approvals/${approvalId}`, scope: `infra:approval:${approvalId}` };
  }
  const workflowId = text(news.detail.workflowId);
  return workflowId
    ? { path: `/infra/workflows/${workflowId}`, scope: `infra:workflow:${workflowId}` }
    : { path: `/infra/resources/${resource.id}`, scope: `infra:resource:${resource.id}` };
}

/** What is told of it; undefined where nobody needs to hear. */
export function compose(story: Story): Message | undefined {
  const { news, resource, unit } = story;
  const told = tell(story);
  if (!told) return undefined;
  const { id, name, type } = resource;
  const approvalId = news.approvalId ?? story.approval?.id;
  return {
    kind: news.kind,
    ...told,
    ...placeOf(story, approvalId),
    resource: { id, name, type, unitId: unit.id, unit: unit.name },
    ...(approvalId ? { approvalId } : {}),
    by: news.actor,
    time: news.createdAt.toISOString(),
  };
}
