import { expect, test } from '../fixtures';
import { shoppingList } from '../files';
import { card, endsAs, eventually } from '../portal';

test('what ended while one was away waits behind the bell until it is looked at', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('owner');
  const bell = page.getByRole('link', { name: /^Notifications/ });
  await page.goto('/');
  await expect(bell).toHaveAccessibleName('Notifications');
  await bell.click();
  await expect(page.getByText('No notifications')).toBeVisible();

  await page.goto('/numbers/projects/new');
  await page.getByLabel('Name').fill('Away');
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByLabel('Area code').fill('907');
  await page.getByLabel('Quantity').fill('20000');
  await page.getByRole('button', { name: /^Generate .*numbers$/ }).click();
  await page.waitForURL(/\/jobs\//);
  // Somewhere else while it works.
  await page.goto('/numbers/prefixes');
  await eventually(page, scripts, async (timeout) => expect(bell).toHaveAccessibleName('Notifications, unread: 1', { timeout }));
  await bell.click();
  const lines = page.getByRole('region', { name: 'Notifications' }).locator('tbody').getByRole('row');
  await expect(lines).toHaveCount(1);
  await expect(lines).toContainText('20,000 × 907');
  await expect(lines).toContainText('Done');
  await lines.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('20,000 × 907');
  await page.goto('/notifications?show=unread');
  await expect(page.getByText('Nothing unread')).toBeVisible();
  await expect(bell).toHaveAccessibleName('Notifications');
});

test('everything is marked as read at once', async ({ company, enter, javaScriptEnabled }) => {
  const person = await company.person('owner', { platformAdmin: true });
  const page = await enter(person);
  for (let round = 0; round < 2; round += 1) {
    await page.goto('/numbers/prefixes/import');
    await page.getByLabel('File', { exact: true }).setInputFiles(shoppingList);
    await page.getByRole('button', { name: 'Import the file' }).click();
    await endsAs(page, 'Failed', javaScriptEnabled !== false);
  }
  await page.goto('/notifications');
  await expect(page.getByRole('row').filter({ hasText: 'shopping_list.txt' })).toHaveCount(2);
  await page.goto('/');
  const mark = page.getByRole('button', { name: 'Mark all as read' });
  await page.goto('/notifications');
  if (await mark.isVisible()) await mark.click();
  await page.goto('/notifications?show=unread');
  await expect(page.getByText('Nothing unread')).toBeVisible();
});

test('failed jobs are retried together, as a job that names how many', async ({ company, enter, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const person = await company.person('owner', { platformAdmin: true });
  const page = await enter(person);
  for (let round = 0; round < 2; round += 1) {
    await page.goto('/numbers/prefixes/import');
    await page.getByLabel('File', { exact: true }).setInputFiles(shoppingList);
    await page.getByRole('button', { name: 'Import the file' }).click();
    await endsAs(page, 'Failed', scripts);
  }
  await page.goto('/jobs');
  await expect(page.getByRole('button', { name: /^Retry/ })).toHaveCount(0);
  await page.getByRole('navigation', { name: 'Which jobs' }).getByRole('link', { name: /^Failed/ }).click();
  await page.getByRole('button', { name: 'Retry 2 jobs' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Retry 2 jobs?' });
  await expect(dialog).toContainText('each goes on from where it stopped');
  await dialog.getByRole('button', { name: 'Retry 2 jobs' }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
  await endsAs(page, 'Done', scripts);
  await expect(card(page)).toContainText('Retried 2');
  // They fail again, for the file is what it is; but each has been tried a second time.
  await page.goto('/jobs?kind=import_prefixes');
  const rows = page.getByRole('region', { name: 'Jobs' }).locator('tbody').getByRole('row');
  await eventually(page, scripts, async (timeout) => expect(rows.filter({ hasText: 'Failed' })).toHaveCount(2, { timeout }));
  await rows.first().getByRole('link').click();
  await expect(page.locator('#job-attempts tbody').getByText('Failed', { exact: true })).toHaveCount(2);
});

test('who watches a job to its end is not told of it once more @script', async ({ as }) => {
  const page = await as('owner');
  await page.goto('/numbers/projects/new');
  await page.getByLabel('Name').fill('Watched');
  const seen = page.waitForResponse((answer) => answer.request().headers()['x-renew'] === 'seen');
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByLabel('Area code').fill('907');
  await page.getByLabel('Quantity').fill('300');
  await page.getByRole('button', { name: /^Generate .*numbers$/ }).click();
  await page.waitForURL(/\/jobs\//);
  await endsAs(page, 'Done', true);
  await expect(page.locator('#job-attempts')).toContainText('Done');
  await seen;
  await page.goto('/notifications?show=unread');
  await expect(page.getByText('Nothing unread')).toBeVisible();
});

test('the rows of a list move while their jobs do @script', async ({ company, as }) => {
  const project = await company.project('Moving');
  const page = await as('viewer');
  const job = await company.generation(project, { area_code: '213', quantity: 1_000_000, batch_size: 100 });
  await page.goto('/jobs');
  const row = page.getByRole('region', { name: 'Jobs' }).locator('tbody').getByRole('row').first();
  await expect(row).toContainText('Running');
  const bar = row.getByRole('progressbar');
  // A phone shows no bar; there the state tells.
  if (await bar.isVisible()) {
    const before = Number(await bar.getAttribute('value'));
    await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(before);
  }
  const program = await company.program();
  expect((await program.post(`/api/phone-generator/tasks/${job}/cancel/`)).status()).toBe(200);
  await expect(row).toContainText('Cancelled');
});

test('a list of numbers counts what a job adds to it, and shows it when asked @script', async ({ company, as }) => {
  const project = await company.project('Counting');
  await company.numbers(project, { area_code: '907', quantity: 100 });
  const page = await as('viewer');
  await page.goto(`/numbers/projects/${project}`);
  const rows = page.getByRole('region', { name: 'Numbers' }).locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(50);
  const first = await rows.first().textContent();
  await company.numbers(project, { area_code: '213', quantity: 214 });
  const news = page.getByRole('status').filter({ hasText: 'new numbers' });
  await expect(news).toContainText('214 new numbers');
  expect(await rows.first().textContent(), 'nothing moves under the reader’s eyes').toBe(first);
  await news.getByRole('link', { name: 'Show' }).click();
  await expect(rows.first()).toContainText('(213)');
});

test('a tab that nobody looks at holds no stream, and shows what is when it is looked at again @script', async ({ company, as }) => {
  const project = await company.project('Hidden');
  const page = await as('viewer');
  const job = await company.generation(project, { area_code: '213', quantity: 1_000_000, batch_size: 100 });
  await page.goto(`/jobs/${job}`);
  const words = card(page).getByRole('status').locator('span').last();
  await expect(words).toHaveText('live');
  const hide = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const closed = page.waitForEvent('requestfailed', (request) => new URL(request.url()).pathname === '/live');
  await hide(true);
  await closed;
  const program = await company.program();
  expect((await program.post(`/api/phone-generator/tasks/${job}/cancel/`)).status()).toBe(200);
  await expect
    .poll(async () => (await (await program.get(`/api/phone-generator/tasks/${job}/progress/`)).json()).data.status)
    .toBe('cancelled');
  await expect(words, 'what is not watched is not called live').toHaveText('connecting');
  await hide(false);
  await expect(words).toContainText('ended at');
  await endsAs(page, 'Cancelled', true);
});

test('when a job ends, its page tells the attempt and the outcome without being loaded again @script', async ({ company, as }) => {
  const project = await company.project('Told');
  const page = await as('viewer');
  const job = await company.generation(project, { area_code: '907', quantity: 40_000, batch_size: 100 });
  await page.goto(`/jobs/${job}`);
  await expect(page.locator('#job-attempts')).toContainText('Running');
  await endsAs(page, 'Done', true);
  await expect(page.locator('#job-attempts')).toContainText('Done');
  await expect(page.locator('#job-attempts')).not.toContainText('Running');
  await expect(page.locator('#job-facts')).toContainText('Total generated');
});
