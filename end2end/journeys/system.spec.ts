import { expect, test } from '../fixtures';
import { shoppingList } from '../files';
import { card, endsAs } from '../portal';

// Pausing a kind concerns every company of the installation, so this runs once, and with a kind that no other journey needs.
test('a platform admin sees the nodes, pauses a kind of job, and lets it go on', async ({ company, enter }) => {
  const admin = await company.person('owner', { platformAdmin: true });
  const page = await enter(admin);
  await page.goto('/system');
  const nodes = page.getByRole('region', { name: 'Nodes' }).locator('tbody').getByRole('row');
  await expect(nodes).toHaveCount(1);
  await expect(nodes).toContainText('Alive');
  await expect(nodes).toContainText('answers this page');
  await expect(page.getByRole('region', { name: 'Schedules' })).toContainText('Housekeeping');

  await page.goto('/numbers/prefixes/import');
  await page.getByLabel('File', { exact: true }).setInputFiles(shoppingList);
  await page.getByRole('button', { name: 'Import the file' }).click();
  await endsAs(page, 'Failed', true);

  await page.goto('/system');
  const kind = page.getByRole('region', { name: 'Kinds of jobs' }).getByRole('row').filter({ hasText: 'Retry jobs' });
  await kind.getByRole('button', { name: 'Pause: Retry jobs' }).click();
  const asked = page.getByRole('dialog', { name: 'Pause “Retry jobs”?' });
  await asked.getByLabel('Why (optional)').fill('We look into the disk.');
  await asked.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(kind).toContainText('Paused');
  await expect(kind).toContainText('We look into the disk.');

  await page.goto('/jobs?state=failed');
  await page.getByRole('button', { name: 'Retry 1 job' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 1 job' }).click();
  await expect(card(page)).toContainText('Paused');
  await expect(card(page)).toContainText('paused by the operator');
  await expect(card(page)).toContainText('We look into the disk.');
  // While it waits its place in the order can be changed.
  await page.getByRole('button', { name: 'Make high' }).click();
  await expect(page.locator('#job-facts')).toContainText('High');

  const other = await enter(admin);
  await other.goto('/system');
  await kind.page().bringToFront();
  await other.getByRole('button', { name: 'Resume: Retry jobs' }).click();
  await expect(other.getByText('goes on.')).toBeVisible();
  await endsAs(page, 'Done', true);
});

test('the system page is closed to everybody else', async ({ as, faults }) => {
  faults.expect(/ 403 |status of 403/);
  const page = await as('owner');
  await page.goto('/system');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'System' })).toHaveCount(0);
});
