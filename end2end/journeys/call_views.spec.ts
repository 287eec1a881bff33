import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { expectAccessible } from '../inspect';

/** Logs a call in one line, from the list. */
async function log(page: Page, line: string): Promise<void> {
  await page.goto('/calls?view=all');
  await page.getByLabel('Log a call').fill(line);
  await page.getByRole('button', { name: 'Log it' }).click();
  await expect(page.getByText('is logged.')).toBeVisible();
}

/** The links of the side bar, which is a drawer on a phone. */
function side(page: Page) {
  return page.getByRole('navigation', { name: 'Main', includeHidden: true });
}

test('a view with its columns is shared, seen by a colleague in the side bar, and a list begins with it', async ({ as, javaScriptEnabled }) => {
  const page = await as('agent');
  await log(page, 'Renewal with Acme 5m #vip');
  await log(page, 'Handover to Beta 2m');

  await page.goto('/calls?tag=vip');
  await page.getByText('Columns', { exact: true }).click();
  const columns = page.getByRole('list', { name: 'Columns' });
  await columns.getByRole('checkbox', { name: 'Tags' }).check();
  await columns.getByRole('checkbox', { name: 'Purpose' }).uncheck();
  await page.getByRole('button', { name: 'Show these' }).click();
  await expect(page).toHaveURL('/calls?tag=vip&columns=start%2Cfor%2Cduration%2Cowner%2Cstatus%2Ctags');
  // On a phone the column of favourites is hidden.
  const heads = page.locator('main thead th');
  await expect(heads).toHaveText(['Choose', 'Favourite', 'Subject', 'Start', 'For', 'Duration', 'Owner', 'Status', 'Tags']);
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('link', { name: 'Move Tags to the front by one' }).click();
  await expect(heads.nth(7)).toHaveText('Tags');
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('link', { name: 'Compact' }).click();
  await expect(page).toHaveURL(/&density=compact$/);
  await expect(heads.nth(7)).toHaveText('Tags');

  await page.getByText('Views', { exact: true }).click();
  await page.getByLabel('Save these filters as').fill('Important ones');
  await page.getByLabel('Share it with the company').check();
  await page.getByLabel('Show it in the side bar').check();
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByText('The view is saved.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Important ones' })).toBeVisible();
  if (javaScriptEnabled !== false) await expectAccessible(page, 'a saved view of calls');

  const colleague = await as('viewer');
  await colleague.goto('/');
  const address = await side(colleague).locator('a', { hasText: 'Important ones' }).getAttribute('href');
  await colleague.goto(address ?? '');
  await expect(colleague.getByRole('row', { name: /Renewal with Acme/ })).toContainText('vip');
  await expect(colleague.getByRole('row', { name: /Handover/ })).toHaveCount(0);
  await expect(side(colleague).locator('[aria-current=page]')).toHaveText('Important ones');

  await colleague.getByText('Important ones', { exact: true }).filter({ visible: true }).last().click();
  await expect(colleague.getByRole('button', { name: 'Delete the view Important ones' })).toHaveCount(0);
  await colleague.getByRole('button', { name: 'Begin the list with Important ones' }).click();
  await expect(colleague.getByText('Your list begins with this view.')).toBeVisible();
  await colleague.goto('/calls');
  await expect(colleague.getByRole('heading', { level: 1, name: 'Important ones' })).toBeVisible();
  await colleague.getByRole('link', { name: 'Clear all' }).click();
  await colleague.goto('/calls?subject.contains=');
  await expect(colleague).toHaveURL('/calls?view=all');
  await expect(colleague.getByRole('row', { name: /Handover to Beta/ })).toBeVisible();
});

test('a status is set in the list, and who comes second is told', async ({ as }) => {
  const first = await as('agent');
  await log(first, 'Renewal with Acme 5m');
  const second = await as('owner');
  await second.goto('/calls');
  await first.goto('/calls');
  await first.getByRole('button', { name: /Set the status of Renewal with Acme/ }).click();
  await first.getByRole('dialog', { name: /Set the status/ }).getByRole('button', { name: 'Connected' }).click();
  await expect(first.getByText('“Renewal with Acme” is connected.')).toBeVisible();
  await expect(first.getByRole('row', { name: /Renewal with Acme/ })).toContainText('Connected');

  await second.getByRole('button', { name: /Set the status of Renewal with Acme/ }).click();
  await second.getByRole('dialog', { name: /Set the status/ }).getByRole('button', { name: 'Missed' }).click();
  await expect(second.getByText('“Renewal with Acme” is connected meanwhile')).toBeVisible();
  await expect(second.getByRole('row', { name: /Renewal with Acme/ })).toContainText('Connected');
});

test('a contact’s page logs a call, plans one, and tells both', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/contacts/new');
  await page.getByLabel('Name').fill('Maria Lopez');
  await page.getByLabel('Phone, the primary one', { exact: true }).fill('(415) 555-0123');
  await page.getByRole('button', { name: 'Add contact' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Maria Lopez' })).toBeVisible();
  const calls = page.getByRole('region', { name: 'Calls' });
  await calls.getByLabel('Log a call').fill('4m');
  await calls.getByRole('button', { name: 'Log it' }).click();
  await expect(calls.getByText('Say what the call was about.')).toBeVisible();
  await calls.getByLabel('Log a call').fill('Asked for a quote 4m');
  await calls.getByRole('button', { name: 'Log it' }).click();
  await expect(calls.getByRole('link', { name: 'Asked for a quote' })).toBeVisible();

  await page.getByRole('link', { name: 'New call', exact: true }).click();
  await expect(page.getByLabel('Whom')).toHaveValue(/^Maria Lopez #\d+$/);
  await expect(page.getByLabel('Dialled number')).toHaveValue('(415) 555-0123');
  await page.getByLabel('Subject').fill('Send the quote');
  await page.getByRole('button', { name: 'Add the call' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Maria Lopez' }).click();
  await expect(calls.getByRole('listitem')).toHaveText([/Send the quote/, /Asked for a quote/]);
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('New call created: Send the quote');
  await calls.getByRole('link', { name: 'All' }).click();
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('of 2 calls');
});

test('a morning of an agent, without a script @bare', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/calls/new');
  await page.getByLabel('Subject').fill('Renewal with Acme');
  await page.getByRole('button', { name: 'Add the call' }).click();
  await page.goto('/calls');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Today' }).click();
  const row = page.getByRole('row', { name: /Renewal with Acme/ });
  await row.getByRole('button', { name: /Set the status/ }).click();
  await page.getByRole('dialog', { name: /Set the status/ }).getByRole('button', { name: 'Completed' }).click();
  await expect(row).toContainText('Completed');
  await row.getByRole('link', { name: 'Renewal with Acme' }).click();
  await page.getByRole('button', { name: /Mark as favourite/ }).click();
  await page.goto('/calls?favourite=true');
  await row.getByRole('link', { name: 'Renewal with Acme' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('They sign on Monday.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('They sign on Monday.');

  await page.goto('/calls');
  await page.getByLabel('Log a call').fill('Call back of Beta 3m');
  await page.getByRole('button', { name: 'Log it' }).click();
  await page.getByRole('checkbox', { name: 'Choose Call back of Beta' }).check();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Close · 1 call' }).click();
  await expect(page.getByRole('region', { name: 'Progress' })).toBeVisible();
  await page.getByRole('button', { name: 'Search and go to' }).click();
  await page.getByRole('searchbox', { name: /^Search for/ }).fill('Beta');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Call back of Beta' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Call back of Beta' })).toBeVisible();
});
