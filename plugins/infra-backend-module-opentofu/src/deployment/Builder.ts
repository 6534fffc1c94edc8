import type { RunLog } from '@bailiwick/backstage-plugin-infra-node';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuilderSettings } from '../settings';
import { baseEnvironment, findProgram, runTool, type StopTimes } from '../tool';
import type { RegistryLogin } from './Registry';
import type { CheckedOut } from './CodeSource';

/** How a builder that is told to stop comes to its end. */
const STOP_TIMES: StopTimes = { interruptMs: 5_000, terminateMs: 5_000 };

export interface BuilderPlace {
  /** The working directory of the run. Everything that the builder keeps is in it, but for docker's daemon. */
  root: string;
  log: RunLog;
  signal: AbortSignal;
}

/** The last line that says something. */
const lastLine = (tail: string) =>
  tail
    .trimEnd()
    .split('\n')
    .findLast(line => line.trim() !== '')
    ?.trim()
    .slice(0, 1000);

/** A program that makes an image of a Dockerfile and pushes it: buildah, podman or docker. */
export class Builder {
  private constructor(
    private readonly settings: BuilderSettings,
    private readonly place: BuilderPlace,
    private readonly environment: Record<string, string>,
  ) {}

  /** @throws Error that names the setting, where there is no such program */
  static async open(settings: BuilderSettings, place: BuilderPlace): Promise<Builder> {
    const program = await findProgram(settings.program, 'infra.deployments.program');
    const folder = (name: string) => join(place.root, name);
    for (const name of ['builder-home', 'builder-tmp', 'builder-run']) {
      await mkdir(folder(name), { mode: 0o700 });
    }
    // Nothing of what the integrations give: what the Dockerfile says is run with this.
    const environment = {
      ...baseEnvironment(folder('builder-home')),
      TMPDIR: folder('builder-tmp'),
      XDG_RUNTIME_DIR: folder('builder-run'),
    };
    return new Builder({ ...settings, program }, place, environment);
  }

  /** @throws Error, a sentence with what the builder said last */
  async build(reference: string, { context, dockerfile }: CheckedOut): Promise<void> {
    const { kind, isolation, platform } = this.settings;
    const own =
      kind === 'docker'
        ? []
        : [
            // Proxies may have passwords; what fetches in a Dockerfile says itself how.
            '--http-proxy=false',
            ...(isolation ? [`--isolation=${isolation}`] : []),
          ];
    const args = [
      ...['build', ...own, ...(platform ? [`--platform=${platform}`] : [])],
      ...['--file', dockerfile, '--tag', reference, context],
    ];
    await this.run(args);
  }

  /**
   * Pushes what was built. The login is in a file of mode 0600 for as long as that takes.
   *
   * @throws Error, a sentence with what the builder said last
   */
  async push(
    reference: string,
    { host, login, isPlain }: { host: string; login?: RegistryLogin; isPlain: boolean },
  ): Promise<void> {
    const folder = join(this.place.root, 'registry-auth');
    try {
      await mkdir(folder, { mode: 0o700 });
      const path = join(folder, 'config.json');
      const auth = login && Buffer.from(`${login.username}:${login.password}`).toString('base64');
      const content = JSON.stringify({ auths: auth ? { [host]: { auth } } : {} });
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
      if (this.settings.kind === 'docker') {
        await this.run(['push', reference], ['--config', folder]);
      } else {
        await this.run(['push', `--authfile=${path}`, `--tls-verify=${!isPlain}`, reference]);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes the image where the builder keeps it. It is no failure of a run where that is not possible. */
  async tidy(reference: string): Promise<void> {
    const args =
      this.settings.kind === 'docker' ? ['image', 'rm', reference] : ['rmi', '--all', '--force'];
    try {
      await this.run(args);
    } catch (error) {
      this.place.signal.throwIfAborted();
      this.place.log.error(`The image stays with the builder: ${(error as Error).message}`);
    }
  }

  private async run(args: string[], before: string[] = []): Promise<void> {
    const { kind, program, timeoutMs } = this.settings;
    const { root, log, signal } = this.place;
    const late = AbortSignal.timeout(timeoutMs);
    const what = `${kind} ${args[0]}`;
    const answer = await runTool({
      program,
      args: [...this.storage, ...before, ...args],
      folder: root,
      environment: this.environment,
      signal: AbortSignal.any([signal, late]),
      stopTimes: STOP_TIMES,
      write: log.write,
    }).catch(error => {
      if (!late.aborted || signal.aborted) throw error;
      throw new Error(`${what} did not end within ${timeoutMs / 1000} seconds`);
    });
    if (answer.exitCode === 0) return;
    const said = lastLine(answer.tail) ?? `it ended with ${answer.exitCode}`;
    throw new Error(`${what} failed: ${said}`);
  }

  /** Layers are kept for this run alone, so that no team sees or changes what is built of another. */
  private get storage(): string[] {
    const { kind, storageDriver } = this.settings;
    if (kind === 'docker') return [];
    const { root } = this.place;
    return [
      `--root=${join(root, 'builder-layers')}`,
      `--runroot=${join(root, 'builder-run', 'layers')}`,
      `--storage-driver=${storageDriver}`,
    ];
  }
}
