// The versions of the prefix table, what changed between two, and the table as a file. The table is shared by every
// journey, so each run imports a table of its own, of codes that nothing else names, and looks at those alone.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { importPrefixes } from '../files';
import { expect, test } from '../fixtures';
import { endsAs } from '../portal';

/** Codes of its own for each kind of browser and each try. */
function own(project: string, retry: number) {
  const areaCode = { desktop: '870', phone: '501', 'no-js': '479', 'no-js phone': '940' }[project] ?? '817';
  const [first, second, third] = [1, 2, 3].map((place) => `${areaCode}${(200 + retry * 10 + place).toString()}`);
  return { areaCode, first, second, third, name: `${project.replace(' ', '-')}-${retry}-${Date.now()}` };
}

const dashed = (code: string): string => `${code.slice(0, 3)}-${code.slice(3)}`;

async function upload(page: Page, name: string, rows: string[], scripts: boolean): Promise<void> {
  await page.goto('/numbers/prefixes/import');
  const buffer = Buffer.from(['prefix,carrier,city,state,line_type', ...rows, ''].join('\n'));
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Import the file' }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
  await endsAs(page, 'Done', scripts);
}

test('what an import changed is found code by code, with its facts, and a code tells its history', async ({
  company,
  enter,
  installation,
  javaScriptEnabled,
}, { project, retry }) => {
  const scripts = javaScriptEnabled !== false;
  // There has to be a table: what fills an empty one is no change.
  await importPrefixes(installation);
  const { areaCode, first, second, third, name } = own(project.name, retry);
  const page = await enter(await company.person('owner', { platformAdmin: true }));
  await upload(page, `${name}.csv`, [`${first},Ozark Voice,Pine Bluff,AR,voip`, `${second},Ozark Voice,Pine Bluff,AR,voip`], scripts);
  await upload(page, `${name}-later.csv`, [`${first},,,,wireless`, `${third},Delta Mobile,Texarkana,AR,`], scripts);

  await page.goto('/numbers/prefixes');
  await page.getByRole('navigation', { name: 'The prefix table' }).getByRole('link', { name: 'Versions' }).click();
  const version = page.getByRole('region', { name: 'Versions' }).getByRole('row').filter({ hasText: `${name}-later.csv` });
  await version.getByRole('link', { name: 'What changed' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What changed from');
  await page.getByText('Filters', { exact: true }).click();
  await page.getByLabel('Area code', { exact: true }).fill(areaCode);
  await page.getByRole('button', { name: 'Apply filters' }).click();
  const changes = page.getByRole('region', { name: 'Codes that changed' }).locator('tbody').getByRole('row');
  await expect(changes).toHaveCount(2);
  await expect(changes.filter({ hasText: dashed(first) })).toContainText(/Changed.*Line type.*VoIP.*Mobile/);
  await expect(changes.filter({ hasText: dashed(third) })).toContainText(/Came.*Delta Mobile/);
  await page.getByText('Filters', { exact: true }).click();
  await page.getByLabel('Change', { exact: true }).selectOption({ label: 'Came' });
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await expect(changes).toHaveCount(1);

  await page.goBack();
  await page.getByRole('link', { name: dashed(first) }).click();
  await expect(page.getByRole('heading', { level: 1, name: dashed(first) })).toBeVisible();
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('listitem')).toHaveCount(2);
  await expect(history.getByRole('listitem').first()).toContainText(/Changed.*Line type.*VoIP.*is now.*Mobile/);
  await expect(page.getByText(`${name}-later.csv`, { exact: false }).first()).toBeVisible();
});

test('the table is downloaded as it is filtered, as CSV and as JSON', async ({
  as,
  company,
  enter,
  installation,
  javaScriptEnabled,
}, { project, retry }) => {
  await importPrefixes(installation);
  const admin = await enter(await company.person('owner', { platformAdmin: true }));
  const { first, name } = own(project.name, retry + 5);
  await upload(admin, `${name}.csv`, [`${first},=1+1,Pine Bluff,AR,voip`], javaScriptEnabled !== false);
  const page = await as('viewer');
  await page.goto(`/numbers/prefixes?prefix=${first}`);
  const files: Record<string, string> = {};
  for (const format of ['CSV', 'JSON']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Download the assigned codes that match as ${format}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`prefixes.${format.toLowerCase()}`);
    files[format] = await readFile(await download.path(), 'utf8');
  }
  expect(files.CSV).toBe(`id,prefix,carrier,city,state,line_type\n1,${first},'=1+1,Pine Bluff,AR,VoIP\n`);
  expect(JSON.parse(files.JSON)[first]).toEqual({ prefix: first, carrier: '=1+1', city: 'Pine Bluff', state: 'AR', type: 'VoIP' });
});

test('the brands page says which rule named how many codes', async ({ as, installation }) => {
  await importPrefixes(installation);
  const page = await as('viewer');
  await page.goto('/numbers/prefixes');
  await page.getByRole('navigation', { name: 'The prefix table' }).getByRole('link', { name: 'Brands' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Brands' })).toBeVisible();
  await expect(page.getByText('The OCN file')).toBeVisible();
});
