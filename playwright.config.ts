import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** Other ports than the demo's, so that the tests run beside it. */
const ports = {
  BAILIWICK_PORTAL_PORT: '3100',
  BAILIWICK_BACKEND_PORT: '7107',
  BAILIWICK_SANDBOX_PORT: '7200',
  BAILIWICK_LDAP_PORT: '7489',
  BAILIWICK_POSTGRES_PORT: '7532',
};
for (const [name, port] of Object.entries(ports)) process.env[name] ??= port;

// Every run begins with an empty demo. Workers load this file as well, but find the variable set.
if (!process.env.BAILIWICK_DATA_DIR) {
  process.env.BAILIWICK_DATA_DIR = join(__dirname, 'artifacts', 'demo');
  if (!process.env.BAILIWICK_E2E_REUSE) {
    rmSync(process.env.BAILIWICK_DATA_DIR, { recursive: true, force: true });
  }
}

const SIGN_IN = 'signIn.test.ts';
const PAGES = 'pages.test.ts';
// Who writes a test beside a running demo waits for no others.
const FIRST = process.env.BAILIWICK_E2E_REUSE ? [] : ['first'];
const chromium = process.env.BAILIWICK_CHROMIUM ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  outputDir: 'artifacts/playwright',
  // The journeys share one demo organisation, and wait for runs of the backend most of the time. Meanwhile the pages are looked at, which
  // keeps a browser busy and changes nothing.
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  // A browser on a shared machine has bad moments; a test that fails three times has a bug.
  retries: process.env.CI ? 2 : 0,
  reporter: [
    ['list'],
    ['json', { outputFile: 'artifacts/playwright.json' }],
    ['html', { open: 'never', outputFolder: 'artifacts/playwright-report' }],
  ],
  use: {
    browserName: 'chromium',
    baseURL: `http://localhost:${process.env.BAILIWICK_PORTAL_PORT}`,
    viewport: { width: 1280, height: 900 },
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    // A trace costs a fifth of the time of a test: in CI it is kept of the second attempt.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
    launchOptions: {
      executablePath: existsSync(chromium) ? chromium : undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    // Sign-in is tried with a directory that is down, which signs out whoever loads a page meanwhile.
    { name: 'first', testMatch: [SIGN_IN, 'house.setup.ts'], workers: 1 },
    {
      ...{ name: 'journeys', testMatch: '*.test.ts', testIgnore: [SIGN_IN, PAGES] },
      ...{ workers: 1, dependencies: FIRST },
    },
    { name: 'pages', testMatch: PAGES, workers: 1, dependencies: FIRST },
  ],
  // BAILIWICK_E2E_REUSE=1: a demo runs already on the ports that the environment names.
  webServer: process.env.BAILIWICK_E2E_REUSE
    ? undefined
    : {
        name: 'demo',
        command: 'node scripts/run.mjs start',
        wait: { stdout: /Bailiwick is ready/ },
        timeout: 300_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
        stdout: 'pipe',
      },
});
