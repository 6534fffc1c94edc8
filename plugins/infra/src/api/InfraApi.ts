import { createApiRef } from '@backstage/core-plugin-api';
import type { InfraClient, LogLine } from '@bailiwick/backstage-plugin-infra-common';

/** What the screens ask the backend: every route of the REST API, and the live log. */
export interface InfraApi extends InfraClient {
  /**
   * Follows the log of a run from behind line `after`, in batches as they arrive. Ends when the run has ended; rejects with an
   * InfraApiError where the log may not be read, and with another error where the connection broke.
   */
  followRunLog(request: {
    runId: string;
    after: number;
    signal: AbortSignal;
  }): AsyncIterable<LogLine[]>;
}

export const infraApiRef = createApiRef<InfraApi>({ id: 'plugin.infra.service' });
