import type { Page } from '@playwright/test';
import type { Company } from '../company';
import { expect, test } from '../fixtures';
import { card, endsAs, figure } from '../portal';

const shown = async (page: Page): Promise<number> => figure(await card(page).getByText(/^[\d,]+$/).first().textContent());
const line = (page: Page) => card(page).getByRole('status').locator('span').last();

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
async function processed(company: Company, job: string): Promise<number> {
  const answer = await (await company.program()).get(`/api/phone-generator/tasks/${job}/progress/`);
  return (await answer.json()).data.processed_items;
}

test('a tab has one stream, whatever it shows', async ({ company, as }) => {
  const job = await longJob(company);
  const page = await as('viewer');
  const streams: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/live') streams.push(request.url());
  });
  await page.goto(`/jobs/${job}`);
  await expect(line(page)).toHaveText('live');
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

test('a line that is cut says so, and is live again by itself when it is back', async ({ company, as, faults }) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED/);
  const job = await longJob(company);
  const page = await as('viewer');
  await page.goto(`/jobs/${job}`);
  await expect(line(page)).toHaveText('live');
  await page.context().setOffline(true);
  await expect(line(page)).toHaveText('reconnecting');
  const old = await shown(page);
  await expect.poll(() => processed(company, job)).toBeGreaterThan(old);
  expect(await shown(page), 'what is shown is what was known').toBe(old);
  await page.context().setOffline(false);
  await expect(line(page)).toHaveText('live');
  await expect.poll(() => shown(page)).toBeGreaterThan(old);
  await cancel(company, job);
  await endsAs(page, 'Cancelled', true);
  expect(await shown(page)).toBe(await processed(company, job));
});

test('where streams do not come through, the figure moves by polling until they do', async ({ company, as, faults }) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  const job = await longJob(company);
  const page = await as('viewer');
  let refused = 0;
  await page.goto(`/jobs/${job}`);
  await expect(line(page)).toHaveText('live');
  const stream = /\/live\?/;
  await page.route(stream, (route) => {
    refused += 1;
    return route.abort('failed');
  });
  await page.context().setOffline(true);
  await expect(line(page)).toHaveText('reconnecting');
  await page.context().setOffline(false);
  await expect(line(page)).toHaveText('every 3 s');
  expect(refused, 'the stream was tried first').toBeGreaterThan(0);
  const polled = await shown(page);
  await expect.poll(() => shown(page)).toBeGreaterThan(polled);
  await page.unroute(stream);
  await expect(line(page)).toHaveText('live', { timeout: 30_000 });
  await cancel(company, job);
  await endsAs(page, 'Cancelled', true);
  expect(await shown(page)).toBe(await processed(company, job));
});
