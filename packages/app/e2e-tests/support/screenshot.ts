import { join } from 'node:path';
import { Page } from '@playwright/test';

const FOLDER = join(__dirname, '..', '..', '..', '..', 'artifacts', 'screenshots');

/** Keeps a picture of the page as `artifacts/screenshots/<name>.png`. */
export async function screenshot(page: Page, name: string) {
  await page.screenshot({
    path: join(FOLDER, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}
