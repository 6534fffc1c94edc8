import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { GeneratorRunOptions } from '@backstage/plugin-techdocs-node';
import { MarkdownGenerator } from './MarkdownGenerator';

const NAV = `
site_name: Example
nav:
  - What it is: index.md
  - More:
      - Roles: guide/roles.md
      - guide/README.md
`;

describe('MarkdownGenerator', () => {
  let inputDir: string;
  let outputDir: string;

  beforeEach(async () => {
    inputDir = await mkdtemp(join(tmpdir(), 'docs-in-'));
    outputDir = await mkdtemp(join(tmpdir(), 'docs-out-'));
  });
  afterEach(async () => {
    for (const folder of [inputDir, outputDir]) await rm(folder, { recursive: true, force: true });
  });

  async function build(files: Record<string, string>, root = inputDir) {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), text);
    }
    const config = new ConfigReader({});
    const generator = new MarkdownGenerator({
      logger: mockServices.logger.mock(),
      config,
      scmIntegrations: ScmIntegrations.fromConfig(config),
    });
    await generator.run({
      inputDir: root,
      outputDir,
      etag: 'of-now',
      logger: mockServices.logger.mock() as unknown as GeneratorRunOptions['logger'],
    });
  }

  const page = (path: string) => readFile(join(outputDir, path), 'utf8');
  const complete = {
    'mkdocs.yml': NAV,
    'docs/index.md':
      '# Example\n\nSee [roles](guide/roles.md#who), ![map](map.png) and <https://a.example>.',
    'docs/guide/roles.md':
      '# Roles\n\n## Who\n\n| a | b |\n|---|---|\n| 1 | `<2>` |\n\n## Who\n\n[back](../index.md) [all](README.md) [map](../map.png) [here](#who)',
    'docs/guide/README.md': '# All & "sundry"',
    'docs/map.png': 'a picture',
  };

  it('writes every page of the navigation at its address', async () => {
    await build(complete);
    expect(await page('index.html')).toContain('<h1 id="example">Example</h1>');
    expect(await page('guide/roles/index.html')).toContain('<td><code>&lt;2&gt;</code></td>');
    expect(await page('guide/index.html')).toContain('All &amp; &quot;sundry&quot;');
    expect(await page('map.png')).toBe('a picture');
  });

  it('points links and pictures at where pages are served', async () => {
    await build(complete);
    const first = await page('index.html');
    expect(first).toContain('<a href="guide/roles/#who">roles</a>');
    expect(first).toContain('<img src="map.png" alt="map">');
    expect(first).toContain('href="https://a.example"');
    const roles = await page('guide/roles/index.html');
    expect(roles).toContain('<a href="../../">back</a>');
    expect(roles).toContain('<a href="../">all</a>');
    expect(roles).toContain('<a href="../../map.png">map</a>');
    expect(roles).toContain('<a href="#who">here</a>');
    const [, stylesheet] = /<link rel="stylesheet" href="..\/..\/([^"]*)">/.exec(roles) ?? [];
    expect(await page(stylesheet)).toContain('.md-nav__list');
  });

  it('lists the pages beside each, and its own headings', async () => {
    await build(complete);
    const roles = await page('guide/roles/index.html');
    expect(roles).toContain('<span class="md-nav__title">More</span>');
    expect(roles).toMatch(/md-nav__link--active" href="\.\/"><span class="md-ellipsis">Roles</);
    expect(roles).toContain('href="#who">Who</a>');
    expect(roles).toContain('href="#who_1">Who</a>');
  });

  it('tells the search what is where', async () => {
    await build(complete);
    const { docs } = JSON.parse(await page('search/search_index.json'));
    expect(docs.map((doc: { location: string }) => doc.location)).toEqual([
      '',
      'guide/roles/',
      'guide/',
    ]);
    expect(docs[0].text).toContain('Example');
    expect(JSON.parse(await page('techdocs_metadata.json'))).toMatchObject({
      site_name: 'Example',
      etag: 'of-now',
    });
  });

  it.each([
    ['no mkdocs.yml', {}, /There is no .*mkdocs\.yml/],
    ['no nav', { 'mkdocs.yml': 'site_name: x' }, /has no list "nav"/],
    ['a nav that is none', { 'mkdocs.yml': 'nav: [{a: 1}]' }, /"a" in nav must be a page/],
    ['a page that is missing', { 'mkdocs.yml': 'nav: [a.md]' }, /names a\.md, which is not in/],
  ])('says what is wrong: %s', async (_, files, message) => {
    await expect(build(files)).rejects.toThrow(message);
  });
});
