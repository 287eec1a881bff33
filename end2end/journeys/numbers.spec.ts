import type { Locator, Page } from '@playwright/test';
import type { Company } from '../company';
import { importPrefixes } from '../files';
import { expect, test } from '../fixtures';
import { figure } from '../portal';

const rows = (page: Page): Locator => page.getByRole('region', { name: 'Numbers' }).locator('tbody').getByRole('row');
const pager = (page: Page): Locator => page.getByRole('navigation', { name: 'Pages' });
const today = new Date().toISOString().slice(0, 10);

/** A project of 70 numbers in 406, whose carriers are known, and 30 in 907, where they are not. */
async function mixedProject(company: Company): Promise<string> {
  await importPrefixes(company.installation);
  const project = await company.project('Mountains');
  await company.numbers(project, { area_code: '406', quantity: 70 });
  await company.numbers(project, { area_code: '907', quantity: 30 });
  return `/numbers/projects/${project}`;
}

test('every filter is in the address, and its chip takes it away again', async ({ company, as }) => {
  const list = await mixedProject(company);
  const page = await as('viewer');
  const filters = [
    ['Area code', '406', 'area_code=406', 'Area code is 406'],
    ['Carrier contains', 'big s', 'carrier.contains=', 'Carrier contains big s'],
    ['Line type', 'Mobile', 'type=Mobile', 'Line type is Mobile'],
    ['State', 'mt', 'state=MT', 'State is MT'],
    ['Validity', 'Not validated', 'valid=null', 'Validity is Not validated'],
    ['Status', 'Pending', 'status=pending', 'Status is Pending'],
    ['Origin', 'Generated', 'origin=generated', 'Origin is Generated'],
    ['Created from', today, `created.from=${today}`, `Created from ${today}`],
  ] as const;
  await page.goto(list);
  for (const [label, value, key, chip] of filters) {
    await page.getByText('Filters', { exact: true }).click();
    // Columns have the names of filters.
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Apply filters' }) });
    const field = form.getByLabel(label, { exact: true });
    if (['Line type', 'Validity', 'Status', 'Origin'].includes(label)) await field.selectOption({ label: value });
    else await field.fill(value);
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await expect(page.getByRole('link', { name: `Remove the filter ${chip}` })).toBeVisible();
    expect(decodeURIComponent(page.url().toLowerCase())).toContain(key.toLowerCase());
  }
  const found = figure(/of ([\d,]+) numbers/.exec((await pager(page).textContent()) ?? '')?.[1] ?? '');
  expect(found, 'some of the seventy are Big Sky’s').toBeGreaterThan(0);
  expect(found).toBeLessThan(70);
  await expect(rows(page)).toHaveCount(Math.min(found, 50));
  for (const text of await rows(page).allTextContents()) expect(text).toMatch(/^\(406\) .*Big Sky/);

  // One after the other goes, and the list grows back.
  for (const [, , , chip] of filters) {
    const link = page.getByRole('link', { name: `Remove the filter ${chip}` });
    await link.click();
    await expect(link).toHaveCount(0);
  }
  await expect(page).toHaveURL(list);
  await expect(pager(page)).toContainText('of 100 numbers');
});

test('a part of the number is searched, and what fits nothing says so', async ({ company, as }) => {
  const list = await mixedProject(company);
  const page = await as('viewer');
  await page.goto(list);
  const some = (await rows(page).first().getByRole('link').first().textContent()) ?? '';
  await page.getByLabel('Part of the number').fill(some);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(some);
  await page.getByLabel('Part of the number').fill('911911');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No number matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all numbers' }).click();
  await expect(pager(page)).toContainText('50 of 100 numbers');

  await page.goto(`${list}?area_code=41a&state=MT`);
  await expect(page.getByText('Area code has digits only.').first()).toBeVisible();
  await expect(page.getByLabel('Area code')).toHaveValue('41a');
  await expect(page.getByLabel('State')).toHaveValue('MT');
  await expect(rows(page), 'no other rows than those asked for').toHaveCount(0);
});

test('the head sorts, and the pages go on and back', async ({ company, as }) => {
  const list = await mixedProject(company);
  const page = await as('viewer');
  const numbers = async (): Promise<string[]> =>
    (await rows(page).getByRole('link').allTextContents()).filter((text) => text.startsWith('('));
  await page.goto(list);
  await page.getByRole('columnheader', { name: 'Number' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Number' })).toHaveAttribute('aria-sort', /ascending|descending/);
  const once = await page.getByRole('columnheader', { name: 'Number' }).getAttribute('aria-sort');
  const first = await numbers();
  expect(first).toHaveLength(50);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(rows(page).first()).not.toContainText(first[0] ?? '');
  const second = await numbers();
  expect(second).toHaveLength(50);
  const all = [...first, ...second];
  const sorted = [...new Set(all)].sort();
  expect(all).toEqual(once === 'ascending' ? sorted : sorted.reverse());
  await expect(page.getByRole('link', { name: 'Next' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Previous' }).click();
  await expect(rows(page).first()).toContainText(first[0] ?? '');
  expect(await numbers()).toEqual(first);
  await page.getByRole('columnheader', { name: 'Number' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Number' })).not.toHaveAttribute('aria-sort', once ?? '');
  expect(await numbers()).toEqual(all.reverse().slice(0, 50));
});

test('a count that stopped says so, and goes on when it is asked to', async ({ company, as }) => {
  const project = await company.project('Many');
  await company.numbers(project, { area_code: '907', quantity: 10_020, batch_size: 10_000 });
  const page = await as('viewer');
  await page.goto(`/numbers/projects/${project}`);
  await expect(pager(page)).toContainText('50 of 10,000+ numbers');
  await page.getByRole('link', { name: 'Count all' }).click();
  await expect(pager(page)).toContainText('50 of 10,020 numbers');
});

test('a link shows the same rows in another browser', async ({ company, enter }) => {
  const list = await mixedProject(company);
  const person = await company.person('viewer');
  const page = await enter(person);
  await page.goto(`${list}?area_code=406&sort=number`);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(pager(page)).toContainText('20 of 70 numbers');
  const seen = await rows(page).allTextContents();
  const elsewhere = await enter();
  await elsewhere.goto(page.url());
  await elsewhere.getByLabel('E-mail address').fill(person.email);
  await elsewhere.getByLabel('Password').fill(person.password);
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await expect(elsewhere).toHaveURL(page.url());
  expect(await rows(elsewhere).allTextContents()).toEqual(seen);
});

test('a row opens what is known of its number, and why it is not dialled', async ({ company, as }) => {
  const list = await mixedProject(company);
  const page = await as('viewer');
  await page.goto(`${list}?area_code=406&type=Mobile`);
  const number = rows(page).first().getByRole('link').first();
  const text = (await number.textContent()) ?? '';
  await number.click();
  const panel = page.getByRole('complementary', { name: text });
  await expect(panel).toContainText('Big Sky');
  await expect(panel).toContainText('BIG SKY WIRELESS, INC.');
  await expect(panel).toContainText('Mobile');
  await expect(panel).toContainText('Not dialable');
  await expect(panel).toContainText('no consent recorded');
  await panel.getByRole('link', { name: 'Close' }).click();
  await expect(page).toHaveURL(`${list}?area_code=406&type=Mobile`);
});
