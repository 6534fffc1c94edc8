import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { SignIn, signInSchema } from '@bailiwick/backstage-plugin-infra-common';
import { firstRdnValue, InfraError } from '@bailiwick/backstage-plugin-infra-node';
import express, { Router } from 'express';

export interface InfraStandIn {
  /** What the provider handed over, in order. */
  readonly received: (SignIn & { requestId: string })[];
  /** Fails, or says something else, from now on. */
  answer?: (response: express.Response) => void;
}

/**
 * The one route of the infra plugin that the provider calls: a group `infrahub-team-leads-<unit>`
 * gives a role over a unit, other groups give none.
 */
export function infraStandIn() {
  const infra: InfraStandIn = { received: [] };
  const plugin = createBackendPlugin({
    pluginId: 'infra',
    register(reg) {
      reg.registerInit({
        deps: { httpRouter: coreServices.httpRouter, httpAuth: coreServices.httpAuth },
        async init({ httpRouter, httpAuth }) {
          const router = Router();
          router.use(express.json());
          router.post('/directory/sign-ins', (request, response, next) => {
            (async () => {
              await httpAuth.credentials(request, { allow: ['service'] });
              const body = signInSchema.parse(request.body);
              infra.received.push({ ...body, requestId: request.get('x-request-id') ?? '' });
              if (infra.answer) infra.answer(response);
              else response.json(rolesFor(body));
            })().catch(next);
          });
          httpRouter.use(router);
        },
      });
    },
  });
  return { infra, plugin };
}

function rolesFor({ username, groups }: SignIn) {
  const units = groups
    .map(dn => /^infrahub-team-leads-(.+)$/i.exec(firstRdnValue(dn))?.[1].toLowerCase())
    .filter(unit => unit !== undefined);
  if (units.length === 0) throw new InfraError('NO_ROLE_ASSIGNED', 'No role was given to you yet');
  return {
    userRef: `user:default/${username}`,
    ownershipEntityRefs: [
      `user:default/${username}`,
      ...units.map(unit => `group:default/team-${unit}`),
    ],
    bindings: units.map(() => ({ role: 'team_lead', source: 'ldap' })),
  };
}
