import {
  type DirectoryReport,
  directoryReadPermission,
  type SignIn,
  type SignInResult,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { ReportService } from './ReportService';
import type { SignInService } from './SignInService';

/** The only service that is believed when it says in which groups somebody is: whoever else could say so could be anybody. */
const AUTH_PLUGIN = 'plugin:auth';

/** The directory for an actor: administrators and services read the report, the auth plugin reports sign-ins. */
export class AuthorizedDirectoryService {
  constructor(
    private readonly signIns: SignInService,
    private readonly reports: ReportService,
    private readonly gate: PermissionGate,
  ) {}

  async recordSignIn(actor: Actor, signIn: SignIn): Promise<SignInResult> {
    if (actor.ref !== AUTH_PLUGIN) {
      throw forbidden('Only the auth plugin of this Backstage reports sign-ins');
    }
    return this.signIns.record(signIn);
  }

  async report(actor: Actor): Promise<DirectoryReport> {
    if (!new Authority(actor).readsEverything) {
      throw forbidden('Only platform and centre administrators read the directory report');
    }
    await this.gate.require(actor, directoryReadPermission);
    return this.reports.report();
  }
}
