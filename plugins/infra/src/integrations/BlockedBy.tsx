import { InfraApiError, resourceSummarySchema } from '@bailiwick/backstage-plugin-infra-common';
import { z } from 'zod';
import { hasCode } from '../api';
import { ResourceLink } from '../resources/ResourceLink';
import { Note } from '../shared';
import { useText } from '../translations';

const detailsSchema = z.object({ blockedBy: z.array(resourceSummarySchema).min(1) });

/** The resources that are in the way of a deletion; none where it failed for another reason. */
export function blockersOf(error: Error | null) {
  if (!hasCode(error, 'DEPENDENCY_EXISTS') || !(error instanceof InfraApiError)) return [];
  return detailsSchema.safeParse(error.details).data?.blockedBy ?? [];
}

/** Names what is in the way of a deletion, with the way to it. */
export function BlockedBy({ error }: { error: Error | null }) {
  const t = useText();
  const blockers = blockersOf(error);
  if (blockers.length === 0) return null;
  return (
    <Note tone="warning">
      <p>{t('integrations.blocked')}</p>
      <ul>
        {blockers.map(resource => (
          <li key={resource.id}>
            <ResourceLink resource={resource} />
          </li>
        ))}
      </ul>
    </Note>
  );
}
