import type { Locator, Page } from '@playwright/test';
import type { Company } from '../company';
import { importPrefixes } from '../files';
import { expect, test } from '../fixtures';
import { endsAs, errorAt } from '../portal';

const rows = (page: Page): Locator => page.getByRole('region', { name: 'Numbers' }).locator('tbody').getByRole('row');
const pager = (page: Page): Locator => page.getByRole('navigation', { name: 'Pages' });

/** A project of 70 numbers in 406, whose carriers are known. */
async function project(company: Company, name = 'Mountains'): Promise<string> {
  await importPrefixes(company.installation);
  const id = await company.project(name);
  await company.numbers(id, { area_code: '406', quantity: 70 });
  return `/numbers/projects/${id}`;
}

/** Presses a button of the bar for the chosen rows. */
async function choose(page: Page, deed: string): Promise<void> {
  await page.getByRole('button', { name: deed, exact: true }).click();
}

test('all that match are given a status, the count is named first, and the change is undone', async ({
  company,
  as,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  const list = await project(company);
  const page = await as('agent');
  await page.goto(list);
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeHidden();
  await rows(page).first().getByRole('checkbox').check();
  await rows(page).nth(1).getByRole('checkbox').check();
  if (scripts) await expect(page.getByRole('status').filter({ hasText: '2' })).toBeVisible();
  await page.getByLabel('All 70 that match').check();
  await choose(page, 'Set status');
  await expect(page.getByRole('heading', { level: 1, name: 'Set status 70 numbers' })).toBeVisible();
  await page.getByLabel('New status').selectOption('Blocked');
  await page.getByRole('button', { name: 'Set status 70 numbers' }).click();
  await endsAs(page, 'Done', scripts);
  const job = page.url();
  await page.goto(`${list}?status=blocked`);
  await expect(pager(page)).toContainText('of 70 numbers');

  await page.goto(job);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page).not.toHaveURL(job);
  await endsAs(page, 'Done', scripts);
  await page.goto(`${list}?status=pending`);
  await expect(pager(page)).toContainText('of 70 numbers');
  await page.goto(job);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

test('chosen rows alone are deleted, and come back by the undo', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const list = await project(company);
  const page = await as('agent');
  await page.goto(list);
  const gone = (await rows(page).nth(2).getByRole('link').first().textContent()) ?? '';
  await rows(page).nth(2).getByRole('checkbox').check();
  await choose(page, 'Delete');
  await expect(page.getByRole('region', { name: 'The first of them' })).toContainText(gone);
  await page.getByRole('button', { name: 'Delete 1 number' }).click();
  await endsAs(page, 'Done', scripts);
  const job = page.url();
  await page.goto(list);
  await expect(pager(page)).toContainText('of 69 numbers');
  await page.goto(job);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page).not.toHaveURL(job);
  await endsAs(page, 'Done', scripts);
  await page.goto(list);
  await expect(pager(page)).toContainText('of 70 numbers');
  await expect(page.getByRole('link', { name: gone })).toBeVisible();
});

test('what changed since the confirmation is confirmed again, and nothing is written', async ({ company, as }) => {
  const list = await project(company);
  const page = await as('agent');
  await page.goto(`${list}/change?do=delete&all=1&filter=`);
  await expect(page.getByRole('button', { name: 'Delete 70 numbers' })).toBeVisible();
  await company.numbers(Number(list.split('/').at(-1)), { area_code: '406', quantity: 5 });
  await page.getByRole('button', { name: 'Delete 70 numbers' }).click();
  await expect(page.getByText('70 matched then, 75 match now')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete 75 numbers' })).toBeVisible();
  await page.goto(list);
  await expect(pager(page)).toContainText('of 75 numbers');
});

test('numbers are moved to another project, and nothing chosen is told', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const list = await project(company);
  const page = await as('agent');
  await page.goto(`${list}/change?do=move`);
  await expect(page.getByRole('heading', { name: 'Nothing is chosen' }).first()).toBeVisible();
  await page.goto(`${list}/change?do=move&all=1&filter=`);
  await expect(page.getByText('There is no other project to move them to.')).toBeVisible();
  const valley = await company.project('Valley');
  await page.reload();
  await page.getByLabel('To the project').selectOption('Valley');
  await page.getByRole('button', { name: 'Move 70 numbers' }).click();
  await endsAs(page, 'Done', scripts);
  await page.goto(`/numbers/projects/${valley}`);
  await expect(pager(page)).toContainText('of 70 numbers');
});

test('numbers are validated, and the statistics lead to what they count', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const list = await project(company);
  const page = await as('agent');
  await page.goto(`${list}/change?do=validate&all=1&filter=`);
  await page.getByRole('button', { name: 'Validate 70 numbers' }).click();
  await endsAs(page, 'Done', scripts);
  await page.goto(list);
  await page.getByRole('link', { name: 'Statistics' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Statistics' })).toBeVisible();
  const mobile = page.getByRole('link', { name: /^Mobile: \d+$/ }).first();
  const figure = /(\d+)$/.exec((await mobile.getAttribute('aria-label')) ?? '')?.[1];
  await mobile.click();
  await expect(pager(page)).toContainText(`of ${figure} numbers`);
  await expect(page.getByRole('link', { name: 'Remove the filter Line type is Mobile' })).toBeVisible();
});

test('a view is saved, shared with the company, and deleted again', async ({ company, as }) => {
  const list = await project(company);
  const page = await as('agent');
  await page.goto(`${list}?type=Mobile&sort=number`);
  await page.getByText('Views', { exact: true }).click();
  await page.getByRole('button', { name: 'Save view' }).click();
  await errorAt(page, 'Save these filters as', 'Give the view a name.');
  await page.getByLabel('Save these filters as').fill('Mobiles in order');
  await page.getByLabel('Share it with the company').check();
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByText('The view is saved.')).toBeVisible();

  const other = await as('viewer');
  await other.goto(list);
  await other.getByText('Views', { exact: true }).click();
  await other.getByRole('link', { name: /Mobiles in order/ }).click();
  await expect(other).toHaveURL(`${list}?type=Mobile&sort=number`);
  await other.getByText('Mobiles in order', { exact: true }).first().click();
  await expect(other.getByRole('button', { name: 'Delete the view Mobiles in order' })).toHaveCount(0);

  await page.getByText('Mobiles in order', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Delete the view Mobiles in order' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByText('The view is deleted.')).toBeVisible();
});
