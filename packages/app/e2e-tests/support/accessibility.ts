import { expect, Page } from '@playwright/test';
import axe from 'axe-core';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
/** The rules of these standards that a theme has any say in. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

interface Scope {
  /** Where the page around is Backstage's, selects the part that is ours. */
  within?: string;
  only?: 'colours';
}

/**
 * Fails with each violated rule and the elements that violate it. We call axe ourselves, since what `@axe-core/playwright` does for pages
 * with frames, of which we have none, takes longer than the rules.
 */
export async function expectNoAxeViolations(page: Page, { within, only }: Scope = {}) {
  const options: axe.RunOptions = {
    runOnly: only ? OF_COLOURS : STANDARDS,
    resultTypes: ['violations'],
    ...(within && !only ? { rules: { region: { enabled: false } } } : {}),
  };
  await provideAxe(page);
  await page.evaluate(atRest);
  const found = await page.evaluate(
    async ([selector, given]) => {
      const { violations } = await window.axe.run(selector ?? document, given);
      return violations.map(({ id, help, nodes }) => ({
        rule: id,
        help,
        elements: nodes.map(node => `${node.target.join(' ')}: ${node.failureSummary}`),
      }));
    },
    [within, options] as const,
  );
  expect(found).toEqual([]);
}

/** What fades in or out has colours on its way that nobody reads. What goes on for ever, such as progress, is not waited for. */
async function atRest(): Promise<void> {
  const passing = document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
  await Promise.allSettled(passing.map(({ finished }) => finished));
}

async function provideAxe(page: Page) {
  if (await page.evaluate(() => 'axe' in window)) return;
  await page.evaluate(axe.source);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
