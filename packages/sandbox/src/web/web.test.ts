import { Octokit } from '@octokit/rest';
import { Git, startGit } from '../git';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

describe('the pages of the git host', () => {
  let git: Git;
  beforeAll(async () => {
    git = await startGit();
    await git.createRepository('apps', 'linked', {
      files: { 'README.md': '# <Linked> & more\n', 'src/a b.txt': 'one\n', 'src/deep/c.txt': 'c' },
      private: true,
    });
    await git.commit('apps', 'linked', { 'src/a b.txt': 'two\n' }, { message: 'Change a' });
  });
  afterAll(() => git.stop());

  const get = async (path: string) => {
    const response = await fetch(`${git.url}${path}`);
    return `${response.status} ${await response.text()}`;
  };
  const linksOf = (page: string) => [...page.matchAll(/href="([^"]+)"/g)].map(([, to]) => to);

  it('lead from an owner to each of its files', async () => {
    expect(linksOf(await get('/apps'))).toContain('/apps/linked');
    const repository = await get('/apps/linked');
    expect(repository).toMatch(/^200 [^]*private[^]*# &lt;Linked&gt; &amp; more/);
    expect(linksOf(repository)).toContain('/apps/linked/tree/main/src');
    const folder = linksOf(await get('/apps/linked/tree/main/src'));
    expect(folder).toEqual([
      ...['/apps', '/apps/linked', '/apps/linked/tree/main'],
      ...['/apps/linked/tree/main/src/deep', '/apps/linked/blob/main/src/a%20b.txt'],
    ]);
    for (const to of folder) expect(await get(to)).toMatch(/^200 /);
    expect(await get('/apps/linked/blob/main/src/a%20b.txt')).toMatch(/^200 [^]*<pre>two/);
    expect(await get('/apps/linked/raw/main/src/a%20b.txt')).toBe('200 two\n');
  });

  it('show a commit and a pull request with what it changes, open and merged', async () => {
    await git.createRepository('apps', 'proposed', { files: { a: 'one\n' } });
    const octokit = new Octokit({ auth: git.token, baseUrl: git.githubUrl });
    const repo = { owner: 'apps', repo: 'proposed' };
    const { data } = await octokit.git.getRef({ ...repo, ref: 'heads/main' });
    await octokit.git.createRef({ ...repo, ref: 'refs/heads/some/change', sha: data.object.sha });
    const sha = await git.commit('apps', 'proposed', { a: '<two>\n' }, { branch: 'some/change' });
    const { data: pull } = await octokit.pulls.create({
      ...{ ...repo, title: 'Change <a>', head: 'some/change', base: 'main' },
    });
    const shown = [/Change &lt;a&gt;/, /\n<del>-one<\/del>\n/, /\n<ins>\+&lt;two&gt;<\/ins>/];
    const page = async () => (await fetch(pull.html_url)).text();
    for (const part of [...shown, /open/]) expect(await page()).toMatch(part);
    await octokit.pulls.merge({ ...repo, pull_number: 1 });
    for (const part of [...shown, /merged/]) expect(await page()).toMatch(part);
    expect(await get(`/apps/proposed/commit/${sha}`)).toMatch(/^200 [^]*Change by hand[^]*-one/);
    expect(await get('/apps/proposed/tree/some/change')).toMatch(/^200 [^]*>a</);
  });

  it.each([
    '/nobody',
    '/apps/none',
    '/apps/linked/tree/none',
    '/apps/linked/tree/main/README.md',
    '/apps/linked/blob/main/src',
    '/apps/linked/blob/main/none',
    '/apps/linked/blob/main/..%2f..%2fbailiwick.json',
    `/apps/linked/commit/${'f'.repeat(40)}`,
    '/apps/linked/commit/--help',
    '/apps/linked/pull/1',
  ])('say that %s is not there', async path => {
    expect(await get(path)).toMatch(/^404 [^]*There is no such page/);
  });
});
