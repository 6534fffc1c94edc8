import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Binding } from '@bailiwick/backstage-plugin-infra-common';

/** What the rules of access need to know of a unit. */
export interface UnitPlace {
  id: string;
  /** 0 for the root. */
  level: number;
  /** From the root down, ending with the unit itself. */
  ancestorIds: readonly string[];
}

/** A binding together with where its unit stands. */
export type PlacedBinding = Binding & { unit?: UnitPlace };

/** Who makes a request, with everything that decides what they may do. */
export interface Actor {
  /** `user:default/tess`, `external:default/nightly` for a script outside, or `plugin:scaffolder` for a service. */
  ref: string;
  kind: 'user' | 'script' | 'service';
  credentials: BackstageCredentials;
  bindings: readonly PlacedBinding[];
  /** Groups of the catalog that the user is in, lower case; asked for when a rule needs them. */
  memberOf: () => Promise<readonly string[]>;
  /** Of the request that it came with; goes into logs and the audit trail. */
  requestId: string;
}
