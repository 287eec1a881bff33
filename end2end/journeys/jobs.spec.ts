import { expect, test } from '../fixtures';
import { shoppingList } from '../files';
import { card, endsAs, eventually, figure } from '../portal';

test('the tabs show jobs that run, that have ended, one’s own, and all', async ({ company, enter, javaScriptEnabled }) => {
  const project = await company.project('Work');
  await company.numbers(project, { area_code: '907', quantity: 100 });
  const person = await company.person('owner', { platformAdmin: true });
  const page = await enter(person);
  await page.goto('/numbers/prefixes/import');
  await page.getByLabel('File', { exact: true }).setInputFiles(shoppingList);
  await page.getByRole('button', { name: 'Import the file' }).click();
  await endsAs(page, 'Failed', javaScriptEnabled !== false);
  const long = await company.generation(project, { area_code: '213', quantity: 1_000_000, batch_size: 100 });

  const table = page.getByRole('region', { name: 'Jobs' }).locator('tbody');
  const tab = (name: string) => page.getByRole('navigation', { name: 'Which jobs' }).getByRole('link', { name });
  await page.getByRole('link', { name: 'Jobs', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(3);
  await tab('Running').click();
  await expect(table.getByRole('row')).toHaveCount(1);
  await expect(table.getByRole('row')).toContainText('Running');
  await tab('Ended').click();
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table.getByRole('row').filter({ hasText: 'Done' })).toHaveCount(1);
  await expect(table.getByRole('row').filter({ hasText: 'Failed' })).toHaveCount(1);
  await tab('Mine').click();
  await expect(table.getByRole('row')).toHaveCount(1);
  await expect(table.getByRole('row')).toContainText('shopping_list.txt');
  await table.getByRole('link').click();
  await expect(card(page)).toContainText('is none of the files that can be imported');
  const program = await company.program();
  expect((await program.post(`/api/phone-generator/tasks/${long}/cancel/`)).status()).toBe(200);
});

test('a running job shows in the top bar of every page, and goes when it ends', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const project = await company.project('Shown elsewhere');
  const page = await as('viewer');
  const indicator = page.getByRole('button', { name: /^Running jobs/ });
  await page.goto('/numbers/prefixes');
  await expect(indicator).toHaveAccessibleName('Running jobs: No jobs running');
  const job = await company.generation(project, { area_code: '907', quantity: 60_000, batch_size: 100 });
  await eventually(page, scripts, async (timeout) => expect(indicator).toHaveAccessibleName('Running jobs: 1 job', { timeout }));
  await indicator.click();
  const line = page.locator('#jobs-panel').getByRole('listitem');
  await expect(line).toContainText('/ 60,000');
  if (scripts) {
    const before = figure((await line.textContent())?.split('/')[0] ?? '');
    await expect.poll(async () => figure((await line.textContent())?.split('/')[0] ?? '')).not.toBe(before);
  }
  await company.ended(job);
  await eventually(page, scripts, async (timeout) =>
    expect(indicator).toHaveAccessibleName('Running jobs: No jobs running', { timeout }),
  );
});

test('a viewer watches a job and can neither cancel nor retry it', async ({ company, as, javaScriptEnabled }) => {
  const project = await company.project('Watched only');
  const job = await company.generation(project, { area_code: '907', quantity: 2_000, batch_size: 100 });
  const page = await as('viewer');
  await page.goto(`/jobs/${job}`);
  await expect(page.getByRole('button', { name: 'Cancel job' })).toHaveCount(0);
  const refused = await page.request.post('/forms/job-cancel', { form: { id: job }, maxRedirects: 0 });
  expect(refused.status()).toBe(403);
  await endsAs(page, 'Done', javaScriptEnabled !== false);
  await expect(page.getByRole('button', { name: 'Retry' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'See the numbers' })).toBeVisible();
});
