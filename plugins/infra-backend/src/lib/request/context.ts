import type { Claim } from '../idempotency/Claim';

declare module '@bailiwick/backstage-plugin-infra-node' {
  interface RequestContext {
    /** Set while a creation with an `Idempotency-Key` is under way. */
    claim?: Claim;
  }
}

export {
  currentRequest,
  type RequestContext,
  runInRequest,
} from '@bailiwick/backstage-plugin-infra-node';
