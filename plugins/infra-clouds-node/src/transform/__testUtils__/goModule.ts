import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const STUBS = join(__dirname, '..', '__fixtures__', 'stubs', 'go');
const MODULES = {
  recorder: 'recorder',
  infrar: 'infrar',
  'github.com/aws/aws-sdk-go-v2': 'aws',
  'cloud.google.com/go/storage': 'gcs',
  'google.golang.org/api': 'iterator',
  'github.com/Azure/azure-sdk-for-go': 'azure',
};

const SETTINGS = {
  ...{ GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
  ...{ GO111MODULE: 'on', GOWORK: 'off', GOSUMDB: 'off' },
};

/** `describe` where the machine has Go; without it there is nothing to compile and run it with. */
export const withGo = spawnSync('go', ['version']).status === 0 ? describe : describe.skip;

/** What gofmt would write otherwise: the indexes of such texts, and of those that are no Go. */
export function unformatted(codes: readonly string[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'gofmt-'));
  try {
    codes.forEach((code, index) => writeFileSync(join(folder, `${index}.go`), code));
    const { stdout, stderr } = spawnSync('gofmt', ['-l', folder], { encoding: 'utf8' });
    const names = `${stdout}\n${stderr}`.matchAll(/(\d+)\.go/g);
    return [...new Set(Array.from(names, ([, index]) => Number(index)))].sort((a, b) => a - b);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export type GoRun = { output: string; log: unknown[][]; native: unknown[][] };

/** A module with programs, one in each folder, and the stubs of every SDK. */
export class GoModule {
  private readonly folder = mkdtempSync(join(tmpdir(), 'go-programs-'));

  /** @param files by path; the folder of a program is its name, and no two have the same */
  constructor(files: Readonly<Record<string, string>>) {
    cpSync(STUBS, join(this.folder, 'stubs'), { recursive: true });
    const replaced = Object.entries(MODULES).map(
      ([path, stub]) => `replace ${path} => ./stubs/${stub}\n`,
    );
    const required = Object.keys(MODULES).map(path => `require ${path} v0.0.0\n`);
    const all = {
      'go.mod': `module programs\n\ngo 1.19\n\n${required.join('')}${replaced.join('')}`,
      ...files,
    };
    for (const [path, text] of Object.entries(all)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** Compiles all programs. @throws with what Go says when one does not compile */
  build(): void {
    mkdirSync(join(this.folder, 'bin'));
    this.go(['build', '-ldflags=-s -w', '-o', './bin/', './...']);
  }

  /** Looks for what compiles and is wrong. @throws with what was found */
  vet(tags = ''): void {
    this.go(['vet', '-tags', tags, './...']);
  }

  run(program: string): GoRun {
    const cwd = mkdtempSync(join(tmpdir(), 'go-run-'));
    try {
      writeFileSync(join(cwd, 'a.txt'), 'first');
      writeFileSync(join(cwd, 'b.txt'), 'second');
      const record = join(cwd, 'record');
      const output = execFileSync(join(this.folder, 'bin', program), {
        ...{ cwd, encoding: 'utf8' as const },
        env: {
          RECORD: record,
          AZURE_STORAGE_ACCOUNT_URL: 'https://account.blob.core.windows.net',
        },
      });
      const lines = readFileSync(record, 'utf8').trim().split('\n');
      const all = lines.map(line => JSON.parse(line) as unknown[]);
      const native = all.filter(([kind]) => kind === 'native');
      return { output, native, log: all.filter(([kind]) => kind !== 'native') };
    } finally {
      rmSync(cwd, { recursive: true });
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private go(args: string[]): void {
    const { status, stderr } = spawnSync('go', args, {
      ...{ cwd: this.folder, encoding: 'utf8' as const },
      env: { ...process.env, ...SETTINGS },
    });
    if (status !== 0) throw new Error(`go ${args.join(' ')}: ${stderr}`);
  }
}
