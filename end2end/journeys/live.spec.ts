import type { Page } from '@playwright/test';
import type { Company } from '../company';
import { expect, test as journey } from '../fixtures';
import { card, endsAs, figure } from '../portal';
import { Relay } from '../relay';

const test = journey.extend<{ line: Relay }>({
  line: async ({ installation }, use) => {
    const line = await Relay.to(installation.address);
    await use(line);
    await line.close();
  },
});

/** What a browser says of a line that breaks. */
const BROKEN = /net::ERR_(EMPTY_RESPONSE|CONNECTION_(RESET|CLOSED|REFUSED)|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/;

const shown = async (page: Page): Promise<number> => figure(await card(page).getByText(/^[\d,]+$/).first().textContent());
const words = (page: Page) => card(page).getByRole('status').locator('span').last();

/** A job that outlasts the journey, which cancels it. */
async function longJob(company: Company): Promise<string> {
  const project = await company.project('Long');
  return await company.generation(project, { area_code: '213', quantity: 1_000_000, batch_size: 100 });
}

async function cancel(company: Company, job: string): Promise<void> {
  const answer = await (await company.program()).post(`/api/phone-generator/tasks/${job}/cancel/`);
  expect(answer.status()).toBe(200);
}

/** What the server says of the job, asked beside the page. */
async function asked(company: Company, job: string): Promise<{ processed_items: number; status: string }> {
  const answer = await (await company.program()).get(`/api/phone-generator/tasks/${job}/progress/`);
  return (await answer.json()).data;
}

const processed = async (company: Company, job: string): Promise<number> => (await asked(company, job)).processed_items;
const status = async (company: Company, job: string): Promise<string> => (await asked(company, job)).status;

test('in a browser that is never idle a page wakes all the same', async ({ as }) => {
  const page = await as('viewer');
  // Who waits for an idle moment waits for ever, but for those who say how long at most.
  await page.addInitScript(() => {
    window.requestIdleCallback = (run, how) => (how?.timeout ? window.setTimeout(run, how.timeout) : 0);
  });
  await page.goto('/jobs');
  await expect(page.locator('#jobs-panel [role=status]')).toContainText('live');
});

test('a tab has one stream, whatever it shows', async ({ company, as }) => {
  const job = await longJob(company);
  const page = await as('viewer');
  const streams: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/live') streams.push(request.url());
  });
  await page.goto(`/jobs/${job}`);
  await expect(words(page)).toHaveText('live');
  await expect(page.locator('#jobs-panel [role=status]')).toContainText('live');
  const before = await shown(page);
  await expect.poll(() => shown(page)).toBeGreaterThan(before);
  expect(streams).toHaveLength(1);
  expect(streams[0]).toContain('active-jobs');
  expect(streams[0]).toContain(job);
  await cancel(company, job);
  await endsAs(page, 'Cancelled', true);
  expect(await shown(page)).toBe(await processed(company, job));
  expect(streams).toHaveLength(1);
});

test('a line that is cut says so, and is live again by itself when it is back', async ({ company, as, line, faults }) => {
  faults.expect(BROKEN);
  const job = await longJob(company);
  const page = await as('viewer');
  await page.goto(`${line.address}/jobs/${job}`);
  await expect(words(page)).toHaveText('live');
  line.set('cut');
  await expect(words(page)).toHaveText('reconnecting');
  const old = await shown(page);
  await expect.poll(() => processed(company, job)).toBeGreaterThan(old);
  expect(await shown(page), 'what is shown is what was known').toBe(old);
  await expect.poll(() => line.refused, { message: 'it is tried again and again' }).toBeGreaterThan(1);
  await expect(words(page), 'what is old is not shown as new').toHaveText('reconnecting');
  line.set('whole');
  await expect(words(page)).toHaveText('live');
  await expect.poll(() => shown(page)).toBeGreaterThan(old);
  await cancel(company, job);
  await endsAs(page, 'Cancelled', true);
  expect(await shown(page)).toBe(await processed(company, job));
});

test('where streams do not come through, the figure moves by polling until they do', async ({ company, as, line, faults }) => {
  faults.expect(BROKEN);
  const job = await longJob(company);
  const page = await as('viewer');
  await page.goto(`${line.address}/jobs/${job}`);
  await expect(words(page)).toHaveText('live');
  line.set('without streams');
  await expect(words(page)).toHaveText('reconnecting');
  await expect(words(page)).toHaveText('every 3 s');
  expect(line.refused, 'two connects after the one that broke').toBeGreaterThanOrEqual(2);
  const polled = await shown(page);
  await expect.poll(() => shown(page)).toBeGreaterThan(polled);
  line.set('whole');
  await expect(words(page)).toHaveText('live', { timeout: 30_000 });
  await cancel(company, job);
  await endsAs(page, 'Cancelled', true);
  expect(await shown(page)).toBe(await processed(company, job));
});

test('a job that ended while the line was away is shown as it ended', async ({ company, as, line, faults }) => {
  faults.expect(BROKEN);
  const job = await longJob(company);
  const page = await as('viewer');
  await page.goto(`${line.address}/jobs/${job}`);
  await expect(words(page)).toHaveText('live');
  line.set('cut');
  await expect(words(page)).toHaveText('reconnecting');
  await cancel(company, job);
  await expect.poll(() => status(company, job)).toBe('cancelled');
  line.set('whole');
  await endsAs(page, 'Cancelled', true);
  await expect(words(page)).toContainText('ended at');
  expect(await shown(page)).toBe(await processed(company, job));
});
