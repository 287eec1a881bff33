import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { expectAccessible } from '../inspect';
import { endsAs, errorAt } from '../portal';

test('a call is planned, held, noted, cloned and deleted, and its timeline forgets nothing', async ({ as, javaScriptEnabled }) => {
  const page = await as('agent');
  await page.goto('/calls');
  await page.getByRole('link', { name: 'New call' }).first().click();
  await page.getByLabel('Subject').fill('');
  await page.getByRole('button', { name: 'Add the call' }).click();
  await errorAt(page, 'Subject', 'At least one of subject, agenda, or purpose must be provided.');
  await page.getByLabel('Subject').fill('Renewal with Acme');
  await page.getByLabel('Duration').fill('later');
  await page.getByRole('button', { name: 'Add the call' }).click();
  await errorAt(page, 'Duration · optional', 'Write a duration as 90, 5m 30s, 1h 5m, 90s or 5:30.');
  await expect(page.getByLabel('Subject')).toHaveValue('Renewal with Acme');
  await page.getByLabel('Duration').fill('5m 30s');
  await page.getByRole('button', { name: 'Add the call' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Renewal with Acme' })).toBeVisible();
  if (javaScriptEnabled !== false) await expectAccessible(page, 'a call');

  await page.getByRole('button', { name: 'Completed' }).click();
  await expect(page.getByText('“Renewal with Acme” is completed.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Note' }).fill('They sign on Monday.');
  await page.getByRole('button', { name: 'Add note' }).click();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('They sign on Monday.');
  await expect(timeline).toContainText('Status of call changed to Completed');
  await expect(timeline).toContainText('New call created');

  await page.getByRole('button', { name: 'Clone' }).click();
  await page.getByLabel('Subject').fill('Renewal with Beta');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('“Renewal with Beta” is saved.')).toBeVisible();

  await page.getByRole('button', { name: 'Delete' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('“Renewal with Beta” is restored.')).toBeVisible();
});

test('a call is logged in one line, and found by its view, its subject and its tag', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/calls');
  await page.getByLabel('Log a call').fill('5m');
  await page.getByRole('button', { name: 'Log it' }).click();
  await expect(page.getByText('Say what the call was about.')).toBeVisible();
  await page.getByLabel('Log a call').fill('Price for two sites 50s #vip');
  await page.getByRole('button', { name: 'Log it' }).click();
  await expect(page.getByText('“Price for two sites” is logged.')).toBeVisible();
  const row = page.getByRole('row', { name: /Price for two sites/ });
  await expect(row).toContainText('50s');
  await expect(row).toContainText('Completed');
  for (const query of ['when=today', 'mine=true', 'subject.contains=sites', 'tag=vip']) {
    await page.goto(`/calls?${query}`);
    await expect(page.getByRole('row', { name: /Price for two sites/ }), query).toBeVisible();
  }
  await page.goto('/calls?status=missed');
  await expect(page.getByText('No call matches')).toBeVisible();
});

test('a double is told with a way to it, and added when it is meant; both are found by a part of a word', async ({ as, javaScriptEnabled }) => {
  const page = await as('agent');
  for (const time of ['first', 'second']) {
    await page.goto('/calls/new');
    await page.getByLabel('Subject').fill('Onboarding kick-off');
    await page.getByLabel('Start').fill('2026-11-02T10:00');
    await page.getByLabel(/^End/).fill('2026-11-02T10:45');
    await page.getByRole('button', { name: 'Add the call' }).click();
    if (time === 'second') {
      await expect(page.getByText('There is a call of this subject already')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Open it' })).toBeVisible();
      await page.getByLabel('Add this one as well').check();
      await page.getByRole('button', { name: 'Add the call' }).click();
    }
    await expect(page.getByRole('heading', { level: 1, name: 'Onboarding kick-off' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('45m');
  }
  await page.goto('/calls?subject.contains=board');
  const rows = page.getByRole('row', { name: /Onboarding kick-off/ });
  await expect(rows).toHaveCount(2);
  await page.getByText('Filters').first().click();
  await page.getByLabel('Lasted at least').fill('1h');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await expect(page.getByText('No call matches')).toBeVisible();
  await page.goto('/calls?subject.contains=board&duration.from=40m');
  await expect(rows).toHaveCount(2);
  if (javaScriptEnabled === false) return;
  // Anywhere in the row, where nothing does something itself; which columns there are depends on the width.
  await rows.first().locator('td:visible').last().click({ position: { x: 3, y: 3 } });
  await expect(page.getByRole('heading', { level: 1, name: 'Onboarding kick-off' })).toBeVisible();
});

test('two people edit one call: the second is told, and nothing is lost', async ({ as }) => {
  const first = await as('agent');
  await first.goto('/calls/new');
  await first.getByLabel('Subject').fill('Onboarding');
  await first.getByRole('button', { name: 'Add the call' }).click();
  await expect(first.getByRole('heading', { level: 1, name: 'Onboarding' })).toBeVisible();
  const address = first.url();
  const second = await as('owner');
  await second.goto(`${address}/edit`);
  await first.goto(`${address}/edit`);
  await first.getByLabel('Result').fill('Went well');
  await first.getByRole('button', { name: 'Save changes' }).click();
  await expect(first.getByText('“Onboarding” is saved.')).toBeVisible();

  await second.getByLabel('Agenda').fill('Who decides');
  await second.getByRole('button', { name: 'Save changes' }).click();
  await expect(second.getByText('Somebody changed this call after you opened it')).toBeVisible();
  await expect(second.getByText('Taken over from them: Result.')).toBeVisible();
  await expect(second.getByLabel('Result')).toHaveValue('Went well');
  await expect(second.getByLabel('Agenda')).toHaveValue('Who decides');
  await second.getByRole('button', { name: 'Save changes' }).click();
  await expect(second.getByText('“Onboarding” is saved.')).toBeVisible();
});

test('many calls are closed at once and taken back, and a clean-up is refused and done', async ({ as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('agent');
  await page.goto('/calls/demo');
  await page.getByLabel('How many').fill('60');
  await page.getByRole('button', { name: 'Make them' }).click();
  await endsAs(page, 'Done', scripts);
  await page.goto('/calls?demo=true');
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('of 60 calls');

  await page.goto('/calls/change?do=close&all=1&filter=demo%3Dtrue%26closed%3Dfalse');
  await page.getByRole('button', { name: /^Close · / }).click();
  await endsAs(page, 'Done', scripts);
  await page.getByRole('button', { name: 'Undo' }).click();
  await endsAs(page, 'Done', scripts);

  await page.goto('/calls/demo');
  await page.getByLabel('Type DELETE to confirm').fill('delete');
  await page.getByRole('button', { name: 'Take them away' }).click();
  await errorAt(page, 'Type DELETE to confirm', 'Type DELETE to confirm.');
  await page.getByLabel('Type DELETE to confirm').fill('DELETE');
  await page.getByRole('button', { name: 'Take them away' }).click();
  await endsAs(page, 'Done', scripts);
  await page.goto('/calls/demo');
  await expect(page.getByText('No demo calls')).toBeVisible();
});

/** Waits until the page hears keys. */
async function awake(page: Page): Promise<void> {
  await expect(page.locator('#jobs-panel [role=status]')).toContainText('live');
}

test('a morning by keyboard alone', async ({ as, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'keys need a script; everything they do can be done without');
  const page = await as('agent');
  await page.goto('/calls');
  await awake(page);
  for (const line of ['First of the day 1m', 'Second of the day 2m']) {
    await page.keyboard.press('l');
    await expect(page.getByLabel('Log a call')).toBeFocused();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await expect(page.getByText('is logged.')).toBeVisible();
    await awake(page);
  }
  await page.goto('/calls');
  await awake(page);
  await expect(page.getByRole('row', { name: /Second of the day/ })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Second of the day' })).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { name: 'Choose Second of the day' })).toBeChecked();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'First of the day' })).toBeVisible();
  await awake(page);

  // A row's status by its key: what it may become opens with the first choice ready.
  await page.goto('/calls');
  await awake(page);
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: 'Set the status of Second of the day' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('“Second of the day” is connected.')).toBeVisible();
  await awake(page);
  // The cursor stays in the row.
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'First of the day' })).toBeFocused();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  await awake(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Search and go to' })).toBeVisible();
  await page.keyboard.type('board');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Board' })).toBeVisible();

  // In a field the letters are letters.
  await page.goto('/calls');
  await awake(page);
  await page.keyboard.press('/');
  await page.keyboard.type('jkx?gc');
  await expect(page.getByLabel('Part of the subject')).toHaveValue('jkx?gc');
});
