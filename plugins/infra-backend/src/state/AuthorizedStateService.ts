import type { StateOverview } from '@bailiwick/backstage-plugin-infra-common';
import { forbidden } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority } from '../access';
import type { RunAccess } from '../runs';
import type { StateService } from './StateService';

/** States for an actor: who may act on the resource sees what there is, administrators what is in it. */
export class AuthorizedStateService {
  constructor(
    private readonly states: StateService,
    private readonly access: RunAccess,
  ) {}

  /** @throws InfraError NOT_FOUND, also for what may not be read; FORBIDDEN */
  async overview(actor: Actor, resourceId: string): Promise<StateOverview> {
    await this.access.requireActable(actor, resourceId);
    return this.states.overview(resourceId);
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read; FORBIDDEN */
  async download(actor: Actor, resourceId: string, version: number) {
    await this.access.requireReadable(actor, resourceId);
    if (!new Authority(actor).isAdministrator) {
      throw forbidden('Only administrators may download a state: it holds every secret in clear');
    }
    return this.states.download(actor, resourceId, version);
  }
}
