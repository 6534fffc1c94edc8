import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, isError } from '@backstage/errors';
import { GeneratorRunOptions, TechdocsGenerator } from '@backstage/plugin-techdocs-node';
import { pageHtml, STYLESHEET, STYLESHEET_PATH } from './pageTemplate';
import { Rendered, renderMarkdown } from './render';
import { Page, pagesOf, readSite, Site } from './site';

/** In the form of MkDocs, which the search collator reads. */
function searchIndex(pages: Page[], rendered: Rendered[]): string {
  const docs = pages.map((page, index) => ({
    location: page.url,
    title: page.title,
    text: rendered[index].text,
  }));
  return JSON.stringify({ config: {}, docs });
}

async function write(file: string, content: string) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/**
 * Builds the documentation of a folder with `mkdocs.yml` without MkDocs, which needs Python: Markdown with
 * tables, code, images and links between pages. Extensions of MkDocs are not known here.
 */
export class MarkdownGenerator extends TechdocsGenerator {
  async run({ inputDir, outputDir, etag, logger }: GeneratorRunOptions): Promise<void> {
    const site = await readSite(inputDir);
    const pages = pagesOf(site.nav);
    const rendered = await Promise.all(pages.map(page => this.#render(site, page)));

    await cp(site.docsFolder, outputDir, {
      recursive: true,
      filter: path => !path.endsWith('.md'),
    });
    await write(join(outputDir, STYLESHEET_PATH), STYLESHEET);
    await Promise.all(
      pages.map((page, index) =>
        write(join(outputDir, page.url, 'index.html'), pageHtml(site, page, rendered[index])),
      ),
    );
    await write(join(outputDir, 'search', 'search_index.json'), searchIndex(pages, rendered));
    await write(
      join(outputDir, 'techdocs_metadata.json'),
      JSON.stringify({
        site_name: site.name,
        site_description: site.description,
        build_timestamp: Date.now(),
        etag,
      }),
    );
    logger.info(`Wrote ${pages.length} pages of ${inputDir}`);
  }

  async #render(site: Site, page: Page): Promise<Rendered> {
    const file = join(site.docsFolder, page.source);
    try {
      return renderMarkdown(await readFile(file, 'utf8'), page);
    } catch (error) {
      if (isError(error) && error.code === 'ENOENT') {
        throw new InputError(`mkdocs.yml names ${page.source}, which is not in ${site.docsFolder}`);
      }
      throw error;
    }
  }
}
