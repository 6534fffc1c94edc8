import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mirrorOf, terraformCommand } from './terraform';

export interface Ran {
  code: number;
  output: string;
}

/** A folder to run Terraform in, with nothing of the machine's but the folder of providers. */
export class TerraformFolder {
  private readonly path = mkdtempSync(join(tmpdir(), 'clouds-terraform-'));

  /** @param provider - such as `hashicorp/aws`; the only one there is */
  constructor(
    provider: string,
    files: Record<string, string>,
    private readonly environment: Record<string, string>,
  ) {
    this.write(files);
    const mirror = JSON.stringify(mirrorOf(provider));
    writeFileSync(
      join(this.path, 'rc'),
      `provider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`,
    );
  }

  /** Files as they are generated again, in place of those before. */
  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.path, 'work', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  /** While other things go on here, such as a server that Terraform talks to. */
  async run(...args: string[]): Promise<Ran> {
    const child = spawn(terraformCommand, args, {
      cwd: join(this.path, 'work'),
      env: {
        PATH: process.env.PATH,
        HOME: this.path,
        CHECKPOINT_DISABLE: '1',
        TF_IN_AUTOMATION: '1',
        TF_CLI_CONFIG_FILE: join(this.path, 'rc'),
        TF_DATA_DIR: join(this.path, 'data'),
        ...this.environment,
      },
    });
    let output = '';
    const listen = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject).once('close', exit => resolve(exit ?? -1));
    });
    return { code, output };
  }

  /** The same, and its output, which is the message when it fails. */
  async succeed(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
