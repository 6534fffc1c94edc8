import { readFile } from 'node:fs/promises';
import { upstreamFailed } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { callOutside, dropBody, OutsideUnreachable } from '../../lib/outside';
import type { UnitRecord } from '../../organisation';
import type { FoundSecret, SecretProvider } from './SecretProvider';
import type { VaultSettings } from './settings';

const answerSchema = z.object({
  data: z.object({ data: z.record(z.string(), z.unknown()).nullable() }).nullable(),
});

/**
 * Secrets in HashiCorp Vault, or in OpenBao: a KV version 2 secret per unit, whose keys are the names. The token is never written
 * anywhere; one from a file is read for every call, since an agent replaces it.
 */
export class VaultSecrets implements SecretProvider {
  readonly name = 'vault';

  constructor(private readonly settings: VaultSettings) {}

  async find(unit: UnitRecord, names: readonly string[]): Promise<Map<string, FoundSecret>> {
    const path = this.#pathOf(unit);
    const stored = await this.#read(path);
    return new Map(
      names.flatMap((name): [string, FoundSecret][] => {
        const value = stored[name];
        if (value === undefined) return [];
        if (typeof value !== 'string') {
          throw upstreamFailed(`The key ${name} of ${path} in Vault is not text`);
        }
        return [[name, { value }]];
      }),
    );
  }

  async has(unit: UnitRecord, names: readonly string[]): Promise<Set<string>> {
    return new Set((await this.find(unit, names)).keys());
  }

  #pathOf({ id, kind, slug }: UnitRecord): string {
    return this.settings.path
      .replaceAll('<id>', id)
      .replaceAll('<kind>', kind)
      .replaceAll('<slug>', slug);
  }

  async #read(path: string): Promise<Record<string, unknown>> {
    const { url, mount, namespace, timeoutMs } = this.settings;
    const headers = {
      'x-vault-token': await this.#token(),
      'x-vault-request': 'true',
      ...(namespace ? { 'x-vault-namespace': namespace } : {}),
    };
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    try {
      const answer = await callOutside(
        `${url}/v1/${mount}/data/${encoded}`,
        { headers },
        AbortSignal.timeout(timeoutMs),
      );
      // Vault says 404 where there is nothing, and where the latest version is deleted.
      if (answer.status === 404) {
        await dropBody(answer);
        return {};
      }
      if (answer.status !== 200) {
        await dropBody(answer);
        throw upstreamFailed(describe(answer.status, path));
      }
      return await parse(answer, path);
    } catch (error) {
      if (!(error instanceof OutsideUnreachable)) throw error;
      throw upstreamFailed(`Vault could not be asked for ${path}: ${error.message}`);
    }
  }

  async #token(): Promise<string> {
    const { token } = this.settings;
    if (typeof token === 'string') return token;
    try {
      return (await readFile(token.file, 'utf8')).trim();
    } catch (error) {
      throw upstreamFailed('The token for Vault cannot be read from its file', error);
    }
  }
}

async function parse(answer: Response, path: string): Promise<Record<string, unknown>> {
  const text = await answer.text().catch(() => {
    throw new OutsideUnreachable('The answer broke off');
  });
  try {
    return answerSchema.parse(JSON.parse(text)).data?.data ?? {};
  } catch {
    // What does not parse may hold secrets, so nothing of it is told.
    throw upstreamFailed(`What Vault answered for ${path} is not a KV version 2 secret`);
  }
}

function describe(status: number, path: string): string {
  if (status === 403) {
    return `Vault does not let Bailiwick read ${path}: its token is expired, or its policy lacks the path`;
  }
  if (status === 503) return `Vault is sealed or in maintenance, and ${path} cannot be read`;
  if (status >= 300 && status < 400) {
    return 'Vault sends its callers elsewhere: set infra.secrets.vault.url to an address that answers itself';
  }
  return `Vault answered with status ${status} for ${path}`;
}
