import type { InfraClient, Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { sandboxUrl, unitNamed } from './api';

/** What may push to the sandbox's git, and call its GitHub API. */
const GIT_TOKEN = 'bailiwick-git-token';
const OWNER = 'platform';

export const gitUrl = (path = '') => `${sandboxUrl}${path}`;
export const githubUrl = `${sandboxUrl}/github`;

/** Asks the sandbox's GitHub API. */
export async function github<T>(
  path: string,
  body?: object,
  method = body ? 'POST' : 'GET',
): Promise<T> {
  const response = await fetch(`${githubUrl}${path}`, {
    method,
    headers: { authorization: `token ${GIT_TOKEN}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** A repository on the sandbox, made unless it is there; answers its clone address. */
export async function repository(name: string): Promise<string> {
  const found = await fetch(`${githubUrl}/repos/${OWNER}/${name}`);
  if (!found.ok) await github(`/orgs/${OWNER}/repos`, { name, auto_init: true });
  return gitUrl(`/${OWNER}/${name}.git`);
}

/** Removes a repository from the sandbox, if it is there. */
export async function removeRepository({ owner, name }: { owner: string; name: string }) {
  const response = await fetch(`${githubUrl}/repos/${owner}/${name}`, {
    method: 'DELETE',
    headers: { authorization: `token ${GIT_TOKEN}` },
  });
  if (!response.ok && response.status !== 404) throw new Error(await response.text());
}

/** Credentials for the sandbox's git, for the department Payments. */
export async function gitHostOf(dora: InfraClient): Promise<{ id: string; name: string }> {
  const name = 'sandbox-git';
  const payments = await unitNamed(dora, 'department', 'Payments');
  const { items } = await dora.listIntegrations({ query: { unitId: payments.id, limit: 200 } });
  const values = { url: gitUrl(), username: 'robot', token: GIT_TOKEN };
  return (
    items.find(one => one.name === name) ??
    dora.createIntegration({ body: { name, type: 'git-host', unitId: payments.id, values } })
  );
}

/** A workspace of the department Payments. */
export async function workspaceOf(dora: InfraClient, name: string): Promise<Workspace> {
  const { items } = await dora.listWorkspaces({ query: { q: name } });
  if (items[0]) return items[0];
  const payments = await unitNamed(dora, 'department', 'Payments');
  const { id: integrationId } = await gitHostOf(dora);
  const url = await repository(name);
  return dora.createWorkspace({
    body: { name, unitId: payments.id, integrationId, url, apiUrl: githubUrl },
  });
}
