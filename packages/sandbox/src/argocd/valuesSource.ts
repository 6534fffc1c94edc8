import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, GitError } from '../git/command';
import { Manifests, render } from './manifests';

const COMMIT = /^[0-9a-f]{40}$/;

export interface SourceOptions {
  /** Clone address, or the folder of a bare repository. */
  repository: string;
  branch: string;
  /** Folder of the chart, with the values file in it; `.` is the top. */
  path: string;
  valuesFile: string;
  /** Where the mirror goes; default: the system's folder for temporary files. */
  workFolder?: string;
}

/** The repository that an application follows, fetched into a mirror of our own. */
export class ValuesSource {
  private readonly rendered = new Map<string, Manifests>();
  private mirror: Promise<string> | undefined;
  private lastFetch: Promise<void> = Promise.resolve();

  constructor(readonly options: SourceOptions) {}

  /** The commit at the head of a branch or tag; undefined when there is none of that name. */
  async resolve(name = this.options.branch): Promise<string | undefined> {
    if (COMMIT.test(name)) return name;
    const { repository } = this.options;
    const refs = [`refs/heads/${name}`, `refs/tags/${name}`];
    const lines = await git('/', ['ls-remote', '--quiet', repository, ...refs]);
    return lines.slice(0, 40) || undefined;
  }

  /** What the commit wants. Throws a `RenderError` or, for an unknown commit, a `GitError`. */
  async manifests(commit: string): Promise<Manifests> {
    const known = this.rendered.get(commit);
    if (known) return known;
    const mirror = await this.withCommit(commit);
    const { path, valuesFile } = this.options;
    const folder = path === '.' ? '' : `${path}/`;
    const show = (file: string) => git(mirror, ['show', `${commit}:${folder}${file}`]);
    const listed = await git(mirror, ['ls-tree', '-r', '--name-only', `${commit}:${folder}`]);
    const files = listed.split('\n');
    const entries = files.filter(file => /^namespaces\/.+\.ya?ml$/.test(file));
    const manifests = render(
      files.includes(valuesFile) ? await show(valuesFile) : undefined,
      await Promise.all(entries.map(show)),
    );
    this.rendered.set(commit, manifests);
    return manifests;
  }

  /** Author, date and message of a commit. */
  async metadata(commit: string) {
    const mirror = await this.withCommit(commit);
    const shown = await git(mirror, ['show', '--no-patch', '--format=%an <%ae>%n%cI%n%B', commit]);
    const [author, date, ...message] = shown.trim().split('\n');
    return { author, date: new Date(date).toISOString(), message: message.join('\n') };
  }

  async close(): Promise<void> {
    if (this.mirror) await rm(await this.mirror, { recursive: true, force: true });
  }

  /** The mirror, fetched if need be; throws a `GitError` when the repository lacks the commit. */
  private async withCommit(commit: string): Promise<string> {
    this.mirror ??= createMirror(this.options.workFolder);
    const mirror = await this.mirror;
    // Two fetches into one repository are in each other's way.
    const fetched = this.lastFetch.then(() => this.fetchUnlessThere(mirror, commit));
    this.lastFetch = fetched.catch(() => undefined); // whoever waits for `fetched` hears of it
    await fetched;
    return mirror;
  }

  private async fetchUnlessThere(mirror: string, commit: string): Promise<void> {
    const check = ['cat-file', '-e', `${commit}^{commit}`];
    try {
      await git(mirror, check);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const { repository } = this.options;
      await git(mirror, ['fetch', '--quiet', '--prune', repository, '+refs/*:refs/*']);
      await git(mirror, check);
    }
  }
}

async function createMirror(workFolder = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(workFolder, 'bailiwick-argocd-'));
  await git(folder, ['init', '--quiet', '--bare', '.']);
  await git(folder, ['config', 'gc.auto', '0']);
  return folder;
}
