import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { importPrefixes } from '../files';
import { expect, test } from '../fixtures';
import { expectAccessible } from '../inspect';
import { endsAs, eventually } from '../portal';

/** What somebody's old list looks like. */
const messy = [
  'Customer;Telephone;Carrier',
  'Ann;(907) 200-0001;=HYPERLINK("http://evil.example")',
  'Bob;+1 907 200 0002;Own & Co',
  '',
  'Cid;;Own & Co',
  'Dee;12345;',
  'Eve;907-200-0001;',
  'Fay;800-555-0100;',
].join('\r\n');

/** Brings a file to a project; ends on the page that shows its first rows. */
async function bring(page: Page, project: number, name: string, text: string): Promise<void> {
  await page.goto(`/numbers/projects/${project}`);
  await page.getByRole('link', { name: /^Import/ }).first().click();
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Upload and look at it' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Presses a button that starts a job, and waits until that is done. */
async function run(page: Page, button: string, scripts: boolean): Promise<void> {
  const before = page.url();
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForURL((url) => /\/jobs\/[0-9a-f-]{36}$/.test(url.href) && url.href !== before);
  await endsAs(page, 'Done', scripts);
}

/** The text of the file that a link fetches. */
async function fetched(page: Page, link: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: link, exact: true }).click();
  return await readFile(await (await coming).path(), 'utf8');
}

test('a messy file is tried, imported, and its rejected rows are mended and imported clean', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const project = await company.project('Old list');
  const page = await as('agent');
  await bring(page, project, 'customers.csv', messy);
  await expect(page.getByRole('region', { name: 'The first rows' })).toContainText('(907) 200-0001');
  await expect(page.getByLabel('Phone number')).toHaveValue('1');
  await expect(page.getByLabel('The first row is a header')).toBeChecked();
  if (scripts) await expectAccessible(page, 'the first rows of a file');
  await page.getByLabel('Carrier').selectOption({ label: 'Carrier' });

  await run(page, 'Try it without storing', scripts);
  const would = page.getByRole('region', { name: 'What would come of it' });
  await eventually(page, scripts, async (timeout) => expect(would).toContainText('Would be imported', { timeout }));
  await expect(would.getByText('2', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Rejected rows' })).toContainText('Duplicate phone number in import');
  if (scripts) await expectAccessible(page, 'a dry run');

  await run(page, 'Import it now', scripts);
  const came = page.getByRole('region', { name: 'What came of it' });
  await eventually(page, scripts, async (timeout) => expect(came).toContainText('Imported', { timeout }));
  const rejects = await fetched(page, 'Download the rejected rows');
  expect(rejects.trim().split('\r\n')).toEqual([
    'phone_number,carrier,type,row,reason,Customer',
    ',Own & Co,,5,Missing phone number,Cid',
    '12345,,,6,Invalid phone number format: 12345,Dee',
    '907-200-0001,,,7,Duplicate phone number in import: 907-200-0001,Eve',
    '800-555-0100,,,8,"800 is toll-free, not geographic.",Fay',
  ]);

  const mended = rejects
    .replace('\r\n,Own', '\r\n907 200 0003,Own')
    .replace('\r\n12345', '\r\n907 200 0004')
    .replace('\r\n907-200-0001', '\r\n907-200-0005')
    .replace('\r\n800-', '\r\n907-');
  await bring(page, project, 'mended.csv', mended);
  await run(page, 'Import', scripts);
  await eventually(page, scripts, async (timeout) => expect(came).toContainText('Imported', { timeout }));
  await expect(page.getByRole('region', { name: 'Rejected rows' })).toHaveCount(0);
  await page.getByRole('link', { name: 'See the numbers' }).click();
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('6 of 6 numbers');
});

test('what a filtered list shows is exported, and the file says what the list and REST say', async ({ company, as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  await importPrefixes(company.installation);
  const project = await company.project('Mountains');
  await company.numbers(project, { area_code: '406', quantity: 120 });
  const page = await as('agent');
  await page.goto(`/numbers/projects/${project}?carrier.contains=big+sky`);
  const shown = (await page.getByRole('navigation', { name: 'Pages' }).textContent()) ?? '';
  const count = Number(/of ([\d,]+) numbers/.exec(shown)?.[1]);
  expect(count).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'Export', exact: true }).click();
  await expect(page.getByText('Carrier contains big sky')).toBeVisible();
  if (scripts) await expectAccessible(page, 'the form of an export');
  await page.getByLabel('Record: Created').uncheck();
  await run(page, 'Export to a file', scripts);
  const file = page.getByRole('region', { name: 'The file' });
  await eventually(page, scripts, async (timeout) => expect(file).toContainText('SHA-256', { timeout }));
  await expect(file).toContainText('Kept until');
  const text = await fetched(page, 'Download');

  const program = await company.program();
  const query = `project_id=${project}&carrier=big%20sky&page_size=1000`;
  const answer = await program.get(`/api/phone-generator/list-numbers/?${query}`);
  const listed: { phone_number: string; carrier: string; type: string; area_code: string }[] = (await answer.json()).data.numbers;
  expect(listed).toHaveLength(count);
  const expected = listed.reverse().map((number) => `${number.phone_number},${number.carrier},${number.type},${number.area_code},`);
  expect(text.trimEnd().split('\r\n')).toEqual(['phone_number,carrier,type,area_code,valid_number', ...expected]);

  await page.getByRole('link', { name: 'See all files' }).click();
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('Mountains');
  if (scripts) await expectAccessible(page, 'the list of files');
});
