import type { MirrorKind } from '@bailiwick/backstage-plugin-infra-common';
import type { MirrorRecord, PullGoal } from './types';

const VERBS: Record<MirrorKind, string> = { create: 'Create', change: 'Change', destroy: 'Remove' };

export const titleOf = (kind: MirrorKind, { resourceName, resourceType }: MirrorRecord): string =>
  `${VERBS[kind]} ${resourceType} ${resourceName}`;

/** Of a commit; the trailer finds it again. */
export const messageOf = (kind: MirrorKind, mirror: MirrorRecord): string =>
  `${titleOf(kind, mirror)}\n\nInfra-Resource: ${mirror.resourceId}\n`;

export const bodyOf = (goal: PullGoal, { resourceId, path }: MirrorRecord, portal: string) =>
  [
    `[The resource in the portal](${portal}/infra/resources/${resourceId}), its folder here: \`${path}\`.`,
    '',
    goal === 'merge'
      ? 'It was approved, or needs no approval, and is merged by the portal.'
      : 'It waits for its approval in the portal. The portal merges this pull request when it is approved, and closes it when it is rejected or withdrawn. Merging it here approves nothing.',
  ].join('\n');

export const FIRST_COMMIT = {
  message: 'Begin the repository\n',
  readme:
    '# Infrastructure as code\n\nEach folder is a resource of the portal, which writes here by pull requests.\n',
};
