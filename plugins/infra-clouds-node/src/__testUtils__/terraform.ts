import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Name or path of the program. */
export const terraformCommand = process.env.BAILIWICK_TERRAFORM ?? 'terraform';
const mirrors = [
  process.env.BAILIWICK_TERRAFORM_MIRROR,
  '/opt/tf-plugins',
  '/usr/share/terraform/plugins',
];

function isThere(): boolean {
  try {
    execFileSync(terraformCommand, ['version'], { stdio: 'ignore', env: environment() });
    return true;
  } catch {
    return false;
  }
}

function environment(cliConfig = ''): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: cliConfig,
  };
}

/** The program, where it is missing; `BAILIWICK_TERRAFORM` names another. */
export const withoutTerraform = isThere() ? undefined : terraformCommand;

/** A title that says what is missing where the tests under it are skipped; CI excuses no other reason. */
export function titled(title: string, without: string | undefined): string {
  return without ? `${title} (${without} must be installed)` : title;
}

/**
 * What is missing for a provider such as `hashicorp/aws`: the program, or the provider itself, which has to
 * be in a mirror; `BAILIWICK_TERRAFORM_MIRROR` names one.
 */
export function withoutMirrorOf(source: string): string | undefined {
  return mirrorOf(source) ? withoutTerraform : `terraform-provider-${source.split('/').pop()}`;
}

/** The first mirror that has a provider, such as `hashicorp/aws`. */
export function mirrorOf(source: string): string | undefined {
  return mirrors.find(
    mirror => mirror !== undefined && existsSync(join(mirror, 'registry.terraform.io', source)),
  );
}

/** Writes the files of a configuration into a folder of their own, for as long as `work` takes. */
export function inConfiguration<T>(files: Record<string, string>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `terraform fmt` would change; empty when nothing. */
export function formatDifference(files: Record<string, string>): string {
  return inConfiguration(files, folder => {
    try {
      return execFileSync(terraformCommand, ['fmt', '-check', '-recursive', '-diff'], {
        cwd: folder,
        encoding: 'utf8',
        env: environment(),
      });
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      return `${stdout}${stderr}` || String(error);
    }
  });
}

/** The answer of `terraform validate -json`, with providers from the mirror alone. */
export function validated(files: Record<string, string>, source: string) {
  return inConfiguration(files, folder => {
    const config = join(folder, 'cli.tfrc');
    const mirror = JSON.stringify(mirrorOf(source));
    writeFileSync(
      config,
      `provider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`,
    );
    const options = { cwd: folder, encoding: 'utf8' as const, env: environment(config) };
    execFileSync(terraformCommand, ['init', '-input=false', '-backend=false'], options);
    try {
      return JSON.parse(execFileSync(terraformCommand, ['validate', '-json'], options));
    } catch (error) {
      return JSON.parse((error as { stdout: string }).stdout);
    }
  });
}

/** Values of variables as Terraform itself reads them from `terraform.tfvars`. */
export function readBack(files: Record<string, string>, names: string[]): Record<string, unknown> {
  const declarations = names.map(name => `variable ${JSON.stringify(name)} {}\n`).join('');
  const output = `output "all" {\n  value = { ${names.map(name => `${name} = var.${name}`).join(', ')} }\n}\n`;
  const read = { 'main.tf': declarations + output, 'terraform.tfvars': files['terraform.tfvars'] };
  return inConfiguration(read, folder => {
    const options = {
      cwd: folder,
      encoding: 'utf8' as const,
      env: environment(),
      stdio: 'pipe' as const,
    };
    execFileSync(
      terraformCommand,
      ['apply', '-input=false', '-auto-approve', '-state=out.tfstate'],
      options,
    );
    const state = execFileSync(
      terraformCommand,
      ['output', '-json', '-state=out.tfstate', 'all'],
      options,
    );
    return JSON.parse(state);
  });
}
