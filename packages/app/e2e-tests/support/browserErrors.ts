import { test, expect } from '@playwright/test';

/** Chrome reports every refused request as an error of the console. */
const REFUSED = /^Failed to load resource: the server responded with a status of (\d{3})/;

let tolerated: number[] = [];

/**
 * To be called at the top of a spec: every test in it fails at its end when the browser's console had an
 * error, or a script threw.
 */
export function failOnBrowserErrors() {
  let errors: string[] = [];
  test.beforeEach(({ page }) => {
    errors = [];
    tolerated = [];
    page.on('pageerror', error => errors.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', message => {
      if (message.type() !== 'error') return;
      const status = REFUSED.exec(message.text())?.[1];
      if (status && tolerated.includes(Number(status))) return;
      errors.push(`${message.text()} (${message.location().url})`);
    });
  });
  test.afterEach(() => {
    expect(errors, 'errors in the browser').toEqual([]);
  });
}

/** Lets the test provoke refusals with these HTTP statuses. */
export function expectRefusals(...statuses: number[]) {
  tolerated = statuses;
}
