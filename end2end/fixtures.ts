// What every journey starts from: a company of its own, people who are signed in, and a watch on every page: any
// message on the console, any fault of a script, any request that fails ends the journey as failed, and so does a page
// that scrolls sideways on a phone.

import { type BrowserContext, type Page, test as base, expect } from '@playwright/test';
import { Company, type Person, type Role, session } from './company';
import { Installation, Mock } from './installation';

export { expect } from '@playwright/test';

/** What went wrong on the pages of a journey, besides what it says it expects. */
export class Faults {
  readonly #found: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(scripts: boolean) {
    // Somebody types faster than the page points at its first field. (`inspect` lets nothing pass, and types nothing.)
    this.expect(/^console info: Autofocus processing was blocked because a document already has a focused element/);
    if (scripts) return;
    // A browser that runs no scripts complains about those that a page would like to have at hand.
    this.expect(/^request: GET \S+\/pkg\/trunkline\.js csp$/);
    this.expect(/^console warning: The resource \S+\/pkg\/trunkline\.wasm was preloaded using link preload but not used/);
  }

  /** Such a fault belongs to this journey. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  watch(context: BrowserContext): void {
    context.on('console', (message) => this.#add(`console ${message.type()}: ${message.text()} ${message.location().url}`));
    context.on('weberror', (error) => this.#add(`script: ${error.error().stack ?? error.error().message}`));
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // A page that is left ends its stream, and whatever else it was still loading.
      const asks = request.method() === 'GET' || request.url().endsWith('/forms/retry-policy-look');
      if (reason === 'net::ERR_ABORTED' && asks) return;
      this.#add(`request: ${request.method()} ${request.url()} ${reason}`);
    });
    context.on('response', (answer) => {
      if (answer.status() >= 400) this.#add(`answer: ${answer.status()} ${answer.url()}`);
    });
  }

  /** Those that nobody expected. */
  unexpected(): string[] {
    return this.#found.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault)));
  }

  #add(fault: string): void {
    this.#found.push(fault);
  }
}

interface Journey {
  faults: Faults;
  /** This journey's company. */
  company: Company;
  /** A provider for this journey, which calls nobody. */
  mock: Mock;
  /** Opens a page in a browser of its own, in which the person is signed in, or nobody. */
  enter: (person?: Person) => Promise<Page>;
  /** Opens a page as somebody of this role. */
  as: (role: Role) => Promise<Page>;
}

interface Worker {
  installation: Installation;
}

export const test = base.extend<Journey, Worker>({
  installation: [
    async ({}, use) => {
      const { E2E_ADDRESS: address, E2E_DATA_DIR: dataDir } = process.env;
      if (!address || !dataDir) throw new Error('the server of installation.setup.ts is not there');
      await use(new Installation(address, dataDir));
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ installation }, use) => use(installation.address),

  faults: async ({ javaScriptEnabled }, use) => {
    const faults = new Faults(javaScriptEnabled !== false);
    await use(faults);
    expect(faults.unexpected(), 'what the browser had to complain about').toEqual([]);
  },

  company: async ({ installation }, use) => {
    const company = await Company.found(installation, 'Lakeside Telephone');
    await use(company);
    await company.close();
  },

  mock: async ({}, use) => {
    const mock = await Mock.named();
    await use(mock);
    await mock.stop();
  },

  enter: async ({ browser, installation, faults, viewport }, use) => {
    const pages: Page[] = [];
    await use(async (person) => {
      const storageState = person ? await session(installation, person) : undefined;
      const context = await browser.newContext({ storageState });
      faults.watch(context);
      const page = await context.newPage();
      pages.push(page);
      return page;
    });
    for (const page of pages) {
      if (viewport && viewport.width < 600 && !page.isClosed()) await expectNoSidewaysScroll(page);
      await page.context().close();
    }
  },

  as: async ({ company, enter }, use) => use(async (role) => enter(await company.person(role))),
});

/** Sees that a page fits its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  // Before its styles have come every page is too wide.
  await page.waitForLoadState('load');
  const [content, width] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  expect(content, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(width);
}
