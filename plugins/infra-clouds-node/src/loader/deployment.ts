import {
  CloudDeployment,
  CloudModule,
  CloudService,
  DeploymentInfo,
  deploymentSchema,
} from '../model';
import { loadModule } from './module';
import { ReadYaml } from './readYaml';
import { Report, Tree } from './tree';

type Service = ReadYaml<CloudService['info']>;

/** What a login has to say. */
const LOGIN_OUTPUTS = ['username', 'password'];

/**
 * How code gets to run in a service, where `service.yaml` says. What is wrong with it is reported where it stands, and takes nothing but
 * the deployment away.
 */
export async function loadDeployment(
  tree: Tree,
  folder: string,
  service: Service,
  module: CloudModule | undefined,
  report: Report,
): Promise<CloudDeployment | undefined> {
  const { file, root, value } = service;
  if (value.deployment === undefined || value.deployment === null) return undefined;
  const at = [...root, 'deployment'];
  const info = file.check(deploymentSchema, value.deployment, 'schema/deployment', at);
  if (!info) return undefined;
  const isKnown = requireNames(service, at, info, module);
  if (info.registry_login === undefined) return isKnown ? { info } : undefined;
  const login = await loadLogin(tree, folder, service, info.registry_login, report);
  return login && isKnown ? { info, registryLogin: login } : undefined;
}

/** Whether the module has what is named. */
function requireNames(
  { file }: Service,
  at: string[],
  info: DeploymentInfo,
  module: CloudModule | undefined,
): boolean {
  const outputs = new Set(module?.outputs.map(({ name }) => name));
  const variables = new Set(module?.variables.map(({ name }) => name));
  const unknown = (
    [
      ['repository_output', outputs, 'output'],
      ['url_output', outputs, 'output'],
      ['image_variable', variables, 'variable'],
    ] as const
  ).filter(([key, names]) => info[key] !== undefined && !names.has(info[key]));
  for (const [key, , what] of unknown) {
    const message = `${key} must be ${what === 'output' ? 'an output' : 'a variable'} of the module, which has no ${info[key]}`;
    file.error('deployment/name', message, [...at, key]);
  }
  return unknown.length === 0;
}

async function loadLogin(
  tree: Tree,
  folder: string,
  { file, root }: Service,
  named: string,
  report: Report,
): Promise<CloudModule | undefined> {
  const at = [...root, 'deployment', 'registry_login'];
  const path = `${folder}/${named.replace(/\/+$/, '')}`;
  const place = { ...file.place(at), file: `${folder}/service.yaml` };
  if ((await tree.kind(path, place)) !== 'folder') {
    file.error('reference/missing', `registry_login ${named} is no folder of the service`, at);
    return undefined;
  }
  const login = await loadModule(tree, path, report);
  if (!login) {
    file.error('deployment/login', `registry_login ${named} has no module that can be read`, at);
    return undefined;
  }
  const open = LOGIN_OUTPUTS.filter(
    name => !login.outputs.some(output => output.name === name && output.sensitive),
  );
  for (const name of open) {
    file.error('deployment/login', `registry_login must have the sensitive output ${name}`, at);
  }
  return open.length === 0 ? login : undefined;
}
