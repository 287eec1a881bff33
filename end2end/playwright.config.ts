// Browser journeys, run by scripts/e2e.sh against the development build: one server for all of them, started and
// stopped by `installation.setup.ts`, and a company of its own for each journey (`fixtures.ts`), so that they run side
// by side. A journey that needs scripts is tagged @script, one about life without them @bare; the others run both ways.
//
//   scripts/e2e.sh --built -g 'a wrong password'      one journey
//   scripts/e2e.sh --built --project phone            one of the browsers below
//   scripts/e2e.sh --built --trace on                with a recording of each journey
//   TRUNKLINE_BIN, LEPTOS_SITE_ROOT                   another build than target/debug and target/site

import { defineConfig } from '@playwright/test';

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };
const once = /(first_look|every_page|live|many_at_once|system)\.spec\.ts/;
const scripted = { grepInvert: /@bare/ };
const bare = { grepInvert: /@script/ };
// Every journey runs on the desktop with scripts, and on a phone either with scripts or without: half of them each way.
// That every page fits a phone, with its scripts, is looked at in `every_page`.
const bareOnPhone = /journeys\/[j-z]\w*\.spec\.ts$/;

export default defineConfig({
  testDir: 'journeys',
  globalSetup: './installation.setup.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A shared machine stumbles now and then; a journey that passes only at its second try is printed as flaky.
  retries: process.env.CI ? 1 : 0,
  // Generous, because the machine may be compiling at the same time. Nothing waits this long unless it fails.
  timeout: 150_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    timezoneId: 'UTC',
    locale: 'en-US',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'once', testMatch: once, timeout: 180_000, use: { viewport: wide } },
    { name: 'desktop', ...scripted, testIgnore: once, use: { viewport: wide, colorScheme: 'light' } },
    { name: 'phone', ...scripted, testIgnore: [once, bareOnPhone], use: { viewport: narrow, hasTouch: true, colorScheme: 'dark' } },
    { name: 'no-js', ...bare, testIgnore: [once, bareOnPhone], use: { viewport: wide, colorScheme: 'dark', javaScriptEnabled: false } },
    {
      name: 'no-js phone',
      ...bare,
      testMatch: bareOnPhone,
      testIgnore: once,
      use: { viewport: narrow, hasTouch: true, colorScheme: 'light', javaScriptEnabled: false },
    },
  ],
});
