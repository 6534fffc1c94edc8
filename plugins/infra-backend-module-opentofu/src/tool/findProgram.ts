import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

const KNOWN = ['tofu', 'terraform'];

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * The program to run: the configured one, else `tofu` or `terraform` from the PATH.
 *
 * @throws Error that names the setting
 */
export async function findProgram(
  configured: string | undefined,
  setting = 'infra.opentofu.binary',
): Promise<string> {
  const names = configured === undefined ? KNOWN : [configured];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '');
  for (const name of names) {
    const candidates =
      isAbsolute(name) || name.includes('/') ? [name] : folders.map(folder => join(folder, name));
    for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  }
  throw new Error(
    configured === undefined
      ? 'Neither tofu nor terraform is in the PATH of the worker: install one, or set infra.opentofu.binary'
      : `${setting} is ${configured}, which is no program that the worker can run`,
  );
}
