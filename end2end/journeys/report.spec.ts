import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { expectAccessible, inspect } from '../inspect';
import type { Mock } from '../installation';
import { errorAt, eventually } from '../portal';

const AGREED = ['(907) 200-0001', '(907) 200-0002', '(907) 200-0003', '(907) 200-0004', '(907) 200-0005'];

const card = (page: Page) => page.getByRole('region', { name: 'How it stands' });

/** A campaign through a mock that tells when people answered and were connected; it runs when this is over. */
async function run(page: Page, mock: Mock, name: string, ...options: string[]): Promise<string> {
  await page.goto('/providers/new');
  await page.getByLabel('Name').fill('Mock line');
  await page.getByLabel('Kind').selectOption('mock');
  await page.getByLabel('Address').fill(mock.address);
  await page.getByLabel('It tells when a person answered').check();
  await page.getByRole('button', { name: 'Create provider' }).click();
  const key = page.getByRole('textbox', { name: 'The signing key' });
  await expect(key).toHaveValue(/^whsec_/);
  await mock.start(await key.inputValue(), '--picked', '1', '--disconnected', '0', '--no-answer', '0', ...options);
  await page.goto('/campaigns/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Call at any hour').check();
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByRole('link', { name: 'Add contacts' }).first().click();
  await page.getByLabel('Phone numbers').fill(AGREED.join('\n'));
  await page.getByRole('button', { name: 'Put on the list' }).click();
  await page.waitForURL(/\/campaigns\/\d+$/);
  await page.getByRole('button', { name: 'Start: call 5 numbers' }).click();
  return new URL(page.url()).pathname;
}

test('a campaign is reported for whoever audits it, to read, to print and as a file', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await company.consent(...AGREED);
  const campaign = await run(page, mock, 'Autumn', '--abandoned', '0');
  await eventually(page, scripts, async (timeout) => {
    await expect(card(page).getByText('Of 5 dials 5 were answered. It is over.')).toBeVisible({ timeout });
  });
  await page.goto(campaign);
  await expect(page.getByRole('region', { name: 'Abandoned calls' })).toContainText('too few to tell a share');
  await page.getByRole('link', { name: 'Report' }).click();
  await expect(page.getByRole('region', { name: 'Attempts by outcome' })).toContainText('All attempts');
  await expect(page.getByText('0 of 5 calls that people answered were abandoned: 0.0 %.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Consents by kind and source' })).toContainText('The fair');
  if (scripts) await inspect(page, `${campaign}/report`);

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Attempts as CSV' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^campaign-\d+-attempts-.*\.csv$/);

  // On paper: the report and its head, nothing to press.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 2, name: 'Autumn' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Attempts as CSV' })).toBeHidden();
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await page.emulateMedia({ media: 'screen' });

  await page.goto(`${campaign}/report?from=soon`);
  await errorAt(page, 'From', /must be a date/);
  await page.goto(`${campaign}/report?from=2020-01-01&to=2020-01-31`);
  await expect(page.getByRole('heading', { name: 'Nothing in this period' })).toBeVisible();
  if (scripts) await expectAccessible(page, 'a report of nothing');
});

test('a campaign whose calls are abandoned is held and says why and until when', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await company.consent(...AGREED);
  const campaign = await run(page, mock, 'Winter', '--abandoned', '1');
  await eventually(page, scripts, async (timeout) => {
    await expect(card(page).getByText(/^Nobody is called: one more abandoned call would be past the law’s limit of 3\.0 %\..* 2 wait\.$/)).toBeVisible({ timeout });
  });
  expect(await mock.stats(), 'three may be abandoned, no more').toMatchObject({ placed_calls: 3, peak_calls: 3 });
  await page.goto(campaign);
  await expect(page.getByRole('region', { name: 'Abandoned calls' })).toContainText('us-abandoned');
  if (scripts) await inspect(page, campaign);
  await page.goto('/campaigns');
  await expect(page.getByText('Held: too many abandoned calls')).toBeVisible();
});
