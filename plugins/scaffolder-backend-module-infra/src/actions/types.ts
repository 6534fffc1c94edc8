import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { UserInfra } from '../infra';

/** Makes the infra backend as one user sees it. */
export type InfraFor = (credentials: BackstageCredentials) => UserInfra;

/** How long an action waits for a resource unless the template says otherwise. Seconds. */
export const DEFAULT_WAIT_SECONDS = 600;

/** Stands for the resource in a dry run, where none is created. */
export const DRY_RUN_ID = '00000000-0000-0000-0000-000000000000';
