import type { Clone } from '@bailiwick/backstage-plugin-infra-node';

/** How long an unknown commit is taken for unknown before the remote is asked again. */
const UNKNOWN_MS = 5_000;
const REMEMBERED = 2_000;

/** Which commit of the branch comes after which. */
export class RevisionOrder {
  private readonly known = new Map<string, boolean>();
  private readonly unknownSince = new Map<string, number>();

  constructor(private readonly clone: Clone) {}

  /** The newest commit of the branch, as the remote says now. */
  head(): Promise<string | undefined> {
    return this.clone.fetch();
  }

  /** Whether a revision is the commit or comes after it. A revision that is no commit of the repository is not. */
  async isAtOrAfter(revision: string, commit: string): Promise<boolean> {
    if (revision === commit) return true;
    const question = `${commit}..${revision}`;
    const answer = this.known.get(question);
    if (answer !== undefined) return answer;
    if (!(await this.isKnown(revision))) return false;
    const found = await this.clone.isAncestor(commit, revision);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(question, found);
    return found;
  }

  private async isKnown(revision: string): Promise<boolean> {
    if (!/^[0-9a-f]{40}$/.test(revision)) return false;
    if (await this.clone.has(revision)) return true;
    const since = this.unknownSince.get(revision);
    if (since !== undefined && Date.now() - since < UNKNOWN_MS) return false;
    if (this.unknownSince.size >= REMEMBERED) this.unknownSince.clear();
    this.unknownSince.set(revision, Date.now());
    await this.clone.fetch();
    return this.clone.has(revision);
  }
}
