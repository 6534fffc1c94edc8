import {
  type DeploymentSource,
  deploymentSourceSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import type { ApplyResult, ProvisionerContext } from '@bailiwick/backstage-plugin-infra-node';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuilderSettings, OpenTofuSettings, TypeSettings } from '../settings';
import { baseEnvironment, findProgram } from '../tool';
import type { Turns } from '../Turns';
import type { Context as RunContext } from '../Workspace';
import { Builder } from './Builder';
import type { CodeSource } from './CodeSource';
import { type OpenedCredentials, openCredentials } from './credentials';
import type { Hosts } from './Hosts';
import { imageRepository, nameOf, tagOf } from './imageReference';
import { Registry, type RegistryLogin } from './Registry';
import { logIn } from './registryLogin';

export type Context = ProvisionerContext<TypeSettings>;

export interface BuildServices {
  builder: BuilderSettings;
  code: CodeSource;
  hosts: Hosts;
  settings: OpenTofuSettings;
  initTurns: Turns;
}

/** What the run has found out before anything is built. */
interface Surroundings {
  root: string;
  credentials: OpenedCredentials;
  login?: RegistryLogin;
}

/**
 * Builds the image of a commit and pushes it to the repository of the resource, tagged with the commit. A tag that is there already,
 * of a run that was lost or of an earlier deployment, is taken as it is: tags of a commit are never moved.
 */
export async function buildImage(
  context: Context,
  input: unknown,
  services: BuildServices,
): Promise<ApplyResult> {
  const source = deploymentSourceSchema.parse(input);
  const { deployment } = context.settings;
  if (!deployment) throw new Error('The type of the resource runs no image');
  const output = context.resource.outputs[deployment.repositoryOutput];
  const repository = imageRepository(output, deployment.imagePath);
  const surroundings = await signIn(context, services);

  const checkout = await context.phase('checkout');
  const commit = await pin(context, source, surroundings, services.code);
  const tag = tagOf({ ...source, commit });
  const { login } = surroundings;
  const isPlain = services.hosts.isInternal(repository.host);
  const registry = new Registry(repository, login, { isPlain, signal: context.signal });
  const answer = (digest: string): ApplyResult => ({
    summary: { image: `${nameOf(repository)}@${digest}`, commit, tag },
  });
  const there = await registry.digestOf(tag);
  if (there) {
    checkout.info(`${tag} is in the registry already, and is not built again`);
    return answer(there);
  }
  const { root, credentials } = surroundings;
  const place = join(root, 'code');
  const pinned = { ...source, commit };
  const { environment } = credentials;
  const code = await services.code.checkOut(place, pinned, environment, context.signal);
  checkout.info(`The code is ${source.repository} at ${commit}`);
  // What a Dockerfile runs finds none of it.
  await credentials.forget();

  const reference = `${nameOf(repository)}:${tag}`;
  const { signal } = context;
  const log = await context.phase('build');
  const builder = await Builder.open(services.builder, { root, log, signal });
  await builder.build(reference, code);
  const push = await context.phase('push');
  const digest = await context.checkpoint('push', async () => {
    await builder.push(reference, { host: repository.host, login, isPlain });
    const pushed = await registry.digestOf(tag);
    if (!pushed) throw new Error(`The registry does not know ${tag}, which was pushed`);
    return pushed;
  });
  push.info(`The image is ${nameOf(repository)}@${digest}`);
  await builder.tidy(reference);
  return answer(digest);
}

/** Phase `credentials`: what integrations give, and the login of the registry. */
async function signIn(context: Context, services: BuildServices): Promise<Surroundings> {
  const log = await context.phase('credentials');
  const root = await context.workingDirectory();
  const credentials = await openCredentials(context);
  const { registryLogin } = context.settings.deployment ?? {};
  if (!registryLogin) return { root, credentials };
  const { settings, initTurns } = services;
  const program = await findProgram(settings.binary);
  const home = join(root, 'login-home');
  await mkdir(home, { mode: 0o700 });
  const whole = { ...baseEnvironment(home), TMPDIR: home, ...credentials.environment };
  const login = await logIn(
    context as RunContext,
    registryLogin,
    { root, log, environment: whole },
    { program, settings, initTurns },
  );
  return { root, credentials, login };
}

/** What is to be built stays the same from one attempt to the next, whatever becomes of the branch. */
async function pin(
  context: Context,
  source: DeploymentSource,
  { credentials: { environment } }: Surroundings,
  code: CodeSource,
): Promise<string> {
  const commit = await context.checkpoint('commit', () =>
    code.pin({ ...source, environment }, context.signal),
  );
  await context.recordCommit(commit);
  return commit;
}
