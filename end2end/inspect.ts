// Looks a page over: its bones, its accessibility in both themes and both widths, what it loads and how heavy that is.

import AxeBuilder from '@axe-core/playwright';
import { type ConsoleMessage, type Frame, type Page, type Request, expect } from '@playwright/test';
import { expectNoSidewaysScroll } from './fixtures';

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

/** What one page needs, itself and everything it loads, as sent over the line, in bytes. */
export interface Weight {
  path: string;
  bytes: number;
  parts: Record<string, number>;
}

/** Opens a page with an empty cache, looks at it and weighs it. */
export async function inspect(page: Page, path: string, status = 200): Promise<Weight> {
  const finished: Request[] = [];
  const failed: string[] = [];
  // What the page before was still loading ends with it, and is not this page's: it may even begin to load after the asking.
  const own = new Set<Request>();
  const ask = (request: Request) => own.add(request);
  const begin = (frame: Frame) => {
    if (frame !== page.mainFrame()) return;
    own.clear();
    failed.length = 0;
  };
  // A page that fetches itself again later renews itself: how often depends on how long the looking takes.
  const renews = (request: Request) => request.resourceType() === 'fetch' && new URL(request.url()).pathname === new URL(page.url()).pathname;
  const keep = (request: Request) => {
    if ((own.has(request) || request.isNavigationRequest()) && !renews(request)) finished.push(request);
  };
  const lose = (request: Request) => {
    if (own.has(request)) failed.push(`${request.url()} ${request.failure()?.errorText}`);
  };
  const hear = (message: ConsoleMessage) => failed.push(`console: ${message.text()}`);
  page.on('request', ask).on('framenavigated', begin).on('requestfinished', keep).on('requestfailed', lose).on('console', hear);
  const answer = await page.goto(path, { waitUntil: 'load' });
  expect(answer?.status(), path).toBe(status);
  // The islands are awake when the line is live; pages for nobody have none.
  const line = page.locator('#jobs-panel [role=status]');
  if (await line.count()) await expect(line).toContainText('live');
  await expect(page.getByRole('heading', { level: 1 }), `${path} has one title`).toHaveCount(1);
  await expect(page).toHaveTitle(/^\S.* · Trunkline$/);
  await expectAccessible(page, path);
  page.off('request', ask).off('framenavigated', begin).off('requestfinished', keep).off('requestfailed', lose).off('console', hear);
  const heard = status === 200 ? failed : failed.filter((fault) => !fault.includes(`status of ${status}`));
  expect(heard, `${path} loads everything it asks for and says nothing`).toEqual([]);

  const parts: Record<string, number> = {};
  for (const request of finished) {
    const { responseBodySize } = await request.sizes();
    const name = new URL(request.url()).pathname;
    parts[name] = (parts[name] ?? 0) + responseBodySize;
  }
  return { path, bytes: Object.values(parts).reduce((sum, size) => sum + size, 0), parts };
}

/** No violation of axe's rules as the page stands, light and dark, wide and narrow, and nothing that scrolls sideways. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await expectNoViolation(page, what, wide, 'light');
  // Another theme has other colours; what axe makes of the rest is the same.
  await expectNoViolation(page, what, wide, 'dark', ['color-contrast', 'link-in-text-block']);
  await expectAccessibleOnPhone(page, what);
  await page.setViewportSize(wide);
}

/** The same for what only a narrow window shows; leaves it narrow. */
export async function expectAccessibleOnPhone(page: Page, what: string): Promise<void> {
  await expectNoViolation(page, what, narrow, 'dark');
  await expectNoSidewaysScroll(page);
}

async function expectNoViolation(
  page: Page,
  what: string,
  size: { width: number; height: number },
  colorScheme: 'light' | 'dark',
  rules?: string[],
): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  // Colours that are still on their way from the other theme would be measured.
  await page.waitForFunction(
    () => !document.getAnimations().some((moving) => moving instanceof CSSTransition && moving.playState === 'running'),
  );
  // Without frames there is nothing to put together on a second page, and nobody reads what was in order.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const said = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
  expect.soft(said, `${what}, ${colorScheme}, ${size.width} px`).toEqual([]);
}
