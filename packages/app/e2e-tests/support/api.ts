import { expect, request as newRequest } from '@playwright/test';
import {
  createInfraClient,
  type InfraClient,
  isAtRest,
  type Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import { type DemoUser, DEMO_PASSWORD } from './session';

export const backendUrl = `http://127.0.0.1:${process.env.BAILIWICK_BACKEND_PORT}`;
export const sandboxUrl = `http://127.0.0.1:${process.env.BAILIWICK_SANDBOX_PORT}`;

/** A token for the backend's API. */
export async function tokenOf(user: DemoUser): Promise<string> {
  const context = await newRequest.newContext();
  const response = await context.post(`${backendUrl}/api/auth/ldap/refresh`, {
    data: { username: user, password: DEMO_PASSWORD },
    headers: { 'X-Requested-With': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await response.json();
  await context.dispose();
  return backstageIdentity.token;
}

/** The REST API as that user, to set the stage of a journey and to look behind the screens. */
export async function apiAs(user: DemoUser): Promise<InfraClient> {
  const authorization = `Bearer ${await tokenOf(user)}`;
  return createInfraClient({
    discoveryApi: { getBaseUrl: async pluginId => `${backendUrl}/api/${pluginId}` },
    fetchApi: {
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { ...init?.headers, authorization } }),
    },
  });
}

/** The unit of that kind and name. */
export async function unitNamed(api: InfraClient, kind: string, name: string) {
  const { items } = await api.listUnits({ query: { kind, q: name } });
  const unit = items.find(candidate => candidate.name === name);
  if (!unit) throw new Error(`The demo has no ${kind} ${name}`);
  return unit;
}

/** Grants a unit exactly that at the site, whatever it had. */
export async function grant(
  api: InfraClient,
  unitId: string,
  site: string,
  limit: { cpu: number; ramGb: number },
) {
  const { sites } = await api.getUnitQuota({ params: { id: unitId } });
  const etag = sites.find(entry => entry.site === site)?.etag;
  await api.grantQuota({
    params: { id: unitId, site },
    body: limit,
    ...(etag ? { ifMatch: etag } : { ifNoneMatch: '*' }),
  });
}

/** Requests a project for a team without the screens. */
export async function requestProject(
  api: InfraClient,
  unitId: string,
  name: string,
): Promise<Resource> {
  const answer = await api.createResource({
    body: {
      type: 'project',
      name,
      unitId,
      site: 'ams1',
      variables: { slaType: 'bronze', performanceTier: 'regular' },
    },
  });
  if ('valid' in answer) throw new Error('A request was taken for a dry run');
  return answer;
}

/** A name that no earlier run of the tests has used. */
export const freshName = (stem: string) => `${stem}-${Date.now().toString(36)}`;

/** Sets faults of the outside systems; `resetFaults` takes them back. */
export async function setFaults(faults: object) {
  const response = await fetch(`${sandboxUrl}/_control`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`The sandbox refused the faults: ${await response.text()}`);
}

/** The resource once nothing is going on with it any more. */
export async function settled(
  api: InfraClient,
  id: string,
  { timeout = 60_000 } = {},
): Promise<Resource> {
  let resource = await api.getResource({ params: { id } });
  await expect
    .poll(
      async () => {
        resource = await api.getResource({ params: { id } });
        return isAtRest(resource);
      },
      { timeout },
    )
    .toBe(true);
  return resource;
}

/** What a unit has, uses and has left at a site. */
export async function quotaAt(api: InfraClient, unitId: string, site: string) {
  const { sites } = await api.getUnitQuota({ params: { id: unitId } });
  const entry = sites.find(candidate => candidate.site === site);
  if (!entry) throw new Error(`There is no quota at ${site}`);
  return entry;
}

export async function resetFaults() {
  await fetch(`${sandboxUrl}/_control/reset`, { method: 'POST' });
}
