import type { Page } from '@playwright/test';
import { codeReport, importPrefixes, lineTypes, shoppingList } from '../files';
import { expect, test } from '../fixtures';
import { card, endsAs, makeProject, startGenerating, typeWish } from '../portal';

async function upload(page: Page, file: string): Promise<void> {
  await page.goto('/numbers/prefixes');
  await page.getByRole('link', { name: 'Import a file' }).first().click();
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Import the file' }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
}

test('a platform admin imports the files of the numbering plan and finds their codes', async ({ company, enter, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await enter(await company.person('owner', { platformAdmin: true }));
  await upload(page, codeReport);
  await endsAs(page, 'Done', scripts);
  await expect(card(page)).toContainText('40 of 40');
  await upload(page, lineTypes);
  await endsAs(page, 'Done', scripts);
  await page.getByRole('link', { name: 'See the prefixes' }).click();

  const codes = page.getByRole('region', { name: 'Prefixes' }).locator('tbody').getByRole('row');
  await expect(page.getByRole('region', { name: 'Sources' }).last()).toContainText('code_report.txt');
  await expect(page.getByRole('region', { name: 'Sources' }).last()).toContainText('2026-07-06');
  await page.getByText('Filters', { exact: true }).click();
  await page.getByLabel('Area code', { exact: true }).fill('406');
  await page.getByLabel('Carrier contains').fill('glacier');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await expect(codes).toHaveCount(4);
  for (const text of await codes.allTextContents()) expect(text).toMatch(/406-42\d.*Glacier Voice.*VoIP/);
  await page.getByRole('link', { name: 'Remove the filter Carrier contains glacier' }).click();
  await page.getByText('Filters', { exact: true }).click();
  await page.getByLabel('Assigned', { exact: true }).selectOption({ label: 'No' });
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await expect(codes).toHaveCount(3);
  await page.getByLabel('Prefix starts with').fill('406-5');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(codes).toHaveCount(1);
  await expect(codes).toContainText('406-555');
});

test('a file of another kind is refused in words', async ({ company, enter, javaScriptEnabled }) => {
  const page = await enter(await company.person('owner', { platformAdmin: true }));
  await upload(page, shoppingList);
  await endsAs(page, 'Failed', javaScriptEnabled !== false);
  await expect(card(page)).toContainText('shopping_list.txt is none of the files that can be imported');
  await page.reload();
  const attempts = page.getByRole('region', { name: 'Attempts' }).last();
  await expect(attempts.getByText('Failed')).toBeVisible();
  await expect(attempts).toContainText('is none of the files that can be imported');
});

test('whoever is no platform admin finds no import, and is refused one', async ({ as, faults }) => {
  faults.expect(/ 403 |status of 403/);
  for (const role of ['viewer', 'owner'] as const) {
    const page = await as(role);
    await page.goto('/numbers/prefixes');
    await expect(page.getByRole('heading', { level: 1, name: 'Prefixes' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Import a file' })).toHaveCount(0);
    const answer = await page.goto('/numbers/prefixes/import');
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole('heading', { level: 1, name: 'This is not open to you' })).toBeVisible();
    await expect(page.getByText('takes a platform admin')).toBeVisible();
    const file = { name: 'codes.csv', mimeType: 'text/csv', buffer: Buffer.from('id,prefix,carrier,city,state,line_type\n') };
    const posted = await page.request.post('/forms/prefixes-import', { multipart: { file }, maxRedirects: 0 });
    expect(posted.status(), `an import posted by the ${role} of a company`).toBe(403);
  }
});

test('the form offers the carriers of an area code with their codes, and honours the choice', async ({
  as,
  installation,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await importPrefixes(installation);
  const page = await as('agent');
  await makeProject(page, 'Voice over the mountains');
  await typeWish(page, { areaCode: '406', quantity: '15' });
  if (!scripts) await page.getByRole('button', { name: 'Check availability' }).click();
  const carriers = page.getByRole('radiogroup', { name: 'Carrier' });
  const choice = (name: RegExp) => carriers.getByRole('radio', { name });
  await expect(choice(/^Big Sky ?12$/)).toBeVisible();
  await expect(choice(/^HIGH LINE TELEPHONE COOPERATIVE.* ?8$/)).toBeVisible();
  await expect(choice(/^Glacier Voice ?4$/)).toBeVisible();
  const available = page.getByRole('region', { name: 'Availability' }).locator('[data-available]');
  await expect(available).toHaveText('240,000');
  await choice(/^Glacier Voice/).check();
  await page.getByRole('radiogroup', { name: 'Line type' }).getByRole('radio', { name: /^VoIP/ }).check();
  if (!scripts) await page.getByRole('button', { name: 'Check availability' }).click();
  await expect(available).toHaveText('40,000');
  await startGenerating(page);
  await endsAs(page, 'Done', scripts);
  await page.getByRole('link', { name: 'See the numbers' }).click();
  const numbers = page.getByRole('region', { name: 'Numbers' }).locator('tbody').getByRole('row');
  await expect(numbers).toHaveCount(15);
  for (const text of await numbers.allTextContents()) expect(text).toMatch(/\(406\) 42\d-.*Glacier Voice/);
});
