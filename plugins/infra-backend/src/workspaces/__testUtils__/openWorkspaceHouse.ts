import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Mirror, Resource, Workspace } from '@bailiwick/backstage-plugin-infra-common';
import {
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { type Git, startGit } from '@bailiwick/sandbox';
import { Octokit } from '@octokit/rest';
import type { JsonObject } from '@backstage/types';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type InfraBackendOptions,
  openTestDatabase,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { encryptionKey } from '../../integrations/__testUtils__';
import { until } from '../../runs/__testUtils__/waiting';
import { paperTypes, RenderingProvisioner, unwritten } from './RenderingProvisioner';

const run = promisify(execFile);

const OWNER = 'platform';

/** A portal whose workspaces write to real git over HTTP and to the sandbox's GitHub API. */
export interface WorkspaceHouse {
  git: Git;
  github: Octokit;
  backend: InfraBackend;
  units: SmallOrganisation;
  paper: RenderingProvisioner;
  callers: Record<'ada' | 'dora' | 'tess' | 'tom' | 'mia' | 'otto', Caller>;
  /** Of the git host, for the department. */
  integrationId: string;
  /** One more process on the same database. */
  startAnother(): Promise<InfraBackend>;
  /** A new repository, with a first commit. */
  createRepository(): Promise<{ url: string; name: string }>;
  wish(url: string, more?: object): JsonObject;
  createWorkspace(url: string, more?: object): Promise<Workspace>;
  request(workspace: Workspace | undefined, more?: object): Promise<Resource>;
  read(id: string): Promise<Resource>;
  mirrorOf(id: string): Promise<Mirror>;
  /** The mirror once it is as wanted. */
  mirrorWhen(id: string, is: (mirror: Mirror) => boolean): Promise<Mirror>;
  act(id: string, action: string, caller?: Caller, body?: object): Promise<void>;
  pulls(name: string, state?: 'open' | 'closed' | 'all'): Promise<Pull[]>;
  /** Text of a file on a branch; undefined where there is none. */
  file(name: string, path: string, branch?: string): Promise<string | undefined>;
  branches(name: string): Promise<string[]>;
  stop(): Promise<void>;
}

export interface Pull {
  number: number;
  title: string;
  state: string;
  merged_at: string | null;
  head: { ref: string; sha: string };
}

export async function openWorkspaceHouse(
  settings: { mirror?: boolean; permissions?: InfraBackendOptions['permissions'] } = {},
): Promise<WorkspaceHouse> {
  const git = await startGit();
  const github = new Octokit({ baseUrl: git.githubUrl, auth: git.token, request: { fetch } });
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'workspace-clones-'));
  const database = await openTestDatabase();
  const paper = new RenderingProvisioner();
  const infra = {
    encryption: { keys: [encryptionKey('k1')] },
    workspaces: {
      cacheDirectory,
      lookEvery: { milliseconds: 500 },
      mirror: settings.mirror ?? true,
      timeout: { seconds: 20 },
    },
  };
  const start = (provisioner: RenderingProvisioner) =>
    startInfraBackend({
      ...{ database, infra, permissions: settings.permissions },
      features: [
        createBackendModule({
          pluginId: 'infra',
          moduleId: 'paper',
          register(env) {
            env.registerInit({
              deps: {
                provisioners: provisionersExtensionPoint,
                types: resourceTypesExtensionPoint,
              },
              async init({ provisioners, types }) {
                provisioners.addProvisioner(provisioner);
                provisioners.addProvisioner(unwritten());
                paperTypes.forEach(type => types.addResourceType(type));
              },
            });
          },
        }),
      ],
    });
  const backend = await start(paper);
  const others: InfraBackend[] = [];
  const units = await buildSmallOrganisation(backend);
  const names = ['ada', 'dora', 'tess', 'tom', 'mia', 'otto'] as const;
  const callers = Object.fromEntries(
    names.map(name => [name, backend.as(name)]),
  ) as WorkspaceHouse['callers'];
  const account = { url: git.url, username: 'robot', token: git.token };
  const made = await callers.dora
    .post('/integrations', {
      ...{ name: 'git', type: 'git-host', unitId: units.payments.id, values: account },
    })
    .expect(201);
  const integrationId = made.body.id as string;
  let count = 0;

  /** Runs git in a bare repository on the server. */
  const server = (name: string, ...args: string[]) =>
    run('git', ['-c', 'safe.directory=*', ...args], {
      cwd: join(dirname(git.valuesFolder), `${name}.git`),
    });

  const digestOf = async (id: string, caller: Caller): Promise<string> =>
    (await caller.get(`/approvals?resourceId=${id}&limit=1`).expect(200)).body.items[0].digest;

  const house: WorkspaceHouse = {
    ...{ git, github, backend, units, paper, callers, integrationId },
    async startAnother() {
      const another = await start(new RenderingProvisioner());
      others.push(another);
      return another;
    },
    async createRepository() {
      count += 1;
      const name = `iac-${count}`;
      const url = await git.createRepository(OWNER, name, { files: { 'README.md': '# Ours\n' } });
      return { url, name };
    },
    wish: (url, more = {}) => ({
      ...{ name: `w-${(count += 1)}`, unitId: units.payments.id, integrationId, url },
      ...{ apiUrl: git.githubUrl, ...more },
    }),
    async createWorkspace(url, more = {}) {
      return (await callers.dora.post('/workspaces', house.wish(url, more)).expect(201)).body;
    },
    async request(workspace, more = {}) {
      count += 1;
      const wish = {
        ...{ type: 'guarded', name: `r-${count}`, unitId: units.checkout.id },
        ...(workspace ? { workspaceId: workspace.id } : {}),
        ...more,
      };
      return (await callers.tess.post('/resources', wish).expect(201)).body;
    },
    read: async id => (await callers.tess.get(`/resources/${id}`).expect(200)).body,
    async mirrorOf(id) {
      return (await callers.ada.get(`/resources/${id}/mirror`).expect(200)).body.mirror;
    },
    mirrorWhen: (id, is) =>
      until(async () => {
        const mirror = await house.mirrorOf(id);
        return is(mirror) ? mirror : undefined;
      }),
    async act(id, action, caller = callers.tess, body = {}) {
      const digest = action === 'approve' ? { digest: await digestOf(id, caller) } : {};
      await caller.post(`/resources/${id}/actions/${action}`, { ...body, ...digest }).expect(202);
    },
    async pulls(name, state = 'all') {
      const { data } = await github.pulls.list({ owner: OWNER, repo: name, state });
      return data as Pull[];
    },
    async file(name, path, branch = 'main') {
      const shown = await server(name, 'show', `${branch}:${path}`).catch(() => undefined);
      return shown?.stdout;
    },
    async branches(name) {
      const { stdout } = await server(name, 'branch', '--format=%(refname:short)');
      return stdout.split('\n').filter(Boolean);
    },
    async stop() {
      for (const other of others) await other.stop();
      await backend.stop();
      await database.drop();
      await git.stop();
      await rm(cacheDirectory, { recursive: true, force: true });
    },
  };
  return house;
}
