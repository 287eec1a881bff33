import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { expectAccessible } from '../inspect';
import type { Mock } from '../installation';
import { errorAt, eventually } from '../portal';

const AGREED = ['(907) 200-0001', '(907) 200-0002', '(907) 200-0003', '(907) 200-0004', '(907) 200-0005'];
const DID_NOT = '(907) 200-0009';

/** Writes a provider down by its form, and has it there with its key. */
async function setUp(page: Page, mock: Mock, ...options: string[]): Promise<void> {
  await page.getByLabel('Name').fill('Mock line');
  await page.getByLabel('Kind').selectOption('mock');
  await page.getByLabel('Address').fill(mock.address);
  await page.getByLabel('Calls at once').fill('20');
  await page.getByRole('button', { name: 'Create provider' }).click();
  const key = page.getByRole('textbox', { name: 'The signing key' });
  await expect(key).toHaveValue(/^whsec_/);
  await mock.start(await key.inputValue(), ...options);
}

/** Makes a campaign by its form, at any hour: journeys run at night too. */
async function make(page: Page, name: string, attempts = ''): Promise<void> {
  await page.goto('/campaigns/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Attempts at a contact').fill(attempts);
  await page.getByLabel('Call at any hour').check();
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Puts numbers on the list of the campaign whose page is open. */
async function add(page: Page, ...numbers: string[]): Promise<void> {
  await page.getByRole('link', { name: 'Add contacts' }).first().click();
  await page.getByLabel('Phone numbers').fill(numbers.join('\n'));
  await page.getByRole('button', { name: 'Put on the list' }).click();
  await page.waitForURL(/\/campaigns\/\d+$/);
}

const card = (page: Page) => page.getByRole('region', { name: 'How it stands' });
/** A stage of the funnel with its figure. */
const stage = (page: Page, name: string, figure: number) =>
  page.getByRole('list', { name: 'Where its contacts are' }).getByRole('link', { name: `${name} ${figure}`, exact: true });

test('from an empty company to a finished campaign', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await page.goto('/campaigns');
  await expect(page.getByRole('heading', { name: 'No campaigns yet' })).toBeVisible();
  if (scripts) await expectAccessible(page, 'the empty list of campaigns');
  await page.getByRole('link', { name: 'New campaign' }).first().click();
  await page.getByRole('link', { name: 'Set one up' }).click();
  await setUp(page, mock, '--picked', '1', '--disconnected', '0', '--no-answer', '0');
  if (scripts) await expectAccessible(page, 'a provider');

  await page.getByLabel('Phone number').fill(DID_NOT);
  await page.getByRole('button', { name: 'Call this number' }).click();
  await errorAt(page, 'Phone number', /^Nobody was called\. /);

  await make(page, 'Autumn');
  await company.consent(...AGREED);
  await expect(page.getByRole('heading', { name: 'Nobody is on its list' })).toBeVisible();
  await add(page, ...AGREED, DID_NOT, 'nobody');
  await expect(page.getByText('6 numbers put on the list. 1 is no number: nobody.')).toBeVisible();
  await expect(page.getByText('would be called now')).toBeVisible();
  await expect(page.getByText('of 6 on its list.')).toBeVisible();
  if (scripts) await expectAccessible(page, 'a campaign before its start');

  await page.getByRole('button', { name: 'Start: call 5 numbers' }).click();
  await expect(page.getByText('“Autumn” is running.')).toBeVisible();
  await eventually(page, scripts, async (timeout) => {
    await expect(card(page).getByText('Of 6 dials 5 were answered. It is over.')).toBeVisible({ timeout });
  });
  await expect(stage(page, 'Completed', 5)).toBeVisible();
  await expect(stage(page, 'Blocked', 1)).toBeVisible();
  if (scripts) await expectAccessible(page, 'a campaign that is over');

  // Who was not called, and why.
  await stage(page, 'Blocked', 1).click();
  await page.getByRole('link', { name: DID_NOT }).click();
  await expect(page.getByText('No consent recorded').first()).toBeVisible();
  await expect(page.getByText('Nobody was called yet.')).toBeVisible();
  if (scripts) await expectAccessible(page, 'a dial that is blocked');

  // They stay blocked until consent is recorded and somebody looks again.
  await page.goBack();
  await page.getByRole('button', { name: 'Look again at the blocked' }).click();
  await expect(page.getByText('1 blocked dial was looked at. None may be called as things stand.')).toBeVisible();
  if (scripts) await expectAccessible(page, 'the blocked dials of a campaign');
  await company.consent(DID_NOT);
  await page.getByRole('button', { name: 'Look again at the blocked' }).click();
  await expect(page.getByText('1 blocked dial was looked at; 1 is taken up.')).toBeVisible();
  await eventually(page, scripts, async (timeout) => {
    await expect(card(page).getByText('Of 6 dials 6 were answered. It is over.')).toBeVisible({ timeout });
  });

  expect(await mock.stats(), 'nobody was called twice').toMatchObject({ placed_calls: 6, numbers_called_more_than_once: 0 });
});

test('a campaign is simulated and a number explained before it starts, and the run with that seed comes to the same', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await page.goto('/providers/new');
  await setUp(page, mock, '--seed', '5', '--picked', '0.5', '--disconnected', '0', '--no-answer', '0');
  await make(page, 'Spring', '1');
  await company.consent(...AGREED);
  await add(page, ...AGREED);
  const campaign = new URL(page.url()).pathname;

  await page.getByRole('link', { name: 'Simulate' }).click();
  await page.getByLabel('Seed').fill('five');
  await page.getByRole('button', { name: 'Simulate' }).click();
  await errorAt(page, 'Seed', /whole number/);
  await page.getByLabel('Seed').fill('5');
  await page.getByLabel('Answered, %').fill('50');
  await page.getByLabel('Cut off, %').fill('0');
  await page.getByLabel('No answer, %').fill('0');
  await page.getByRole('button', { name: 'Simulate' }).click();
  const sentence = page.getByText(/^\d of 5 contacts are reached, by 5 calls\./);
  const reached = Number((await sentence.textContent())?.charAt(0));
  if (scripts) await expectAccessible(page, 'a simulation');
  expect(await mock.stats(), 'nobody was called').toMatchObject({ placed_calls: 0 });

  await page.goto(`${campaign}/contacts`);
  await page.getByRole('link', { name: 'May be called' }).first().click();
  await expect(page.getByRole('heading', { name: 'The next seven days' })).toBeVisible();
  if (scripts) await expectAccessible(page, 'a number explained');
  await page.getByLabel('Phone number').fill('12');
  await page.getByRole('button', { name: 'Explain' }).click();
  await errorAt(page, 'Phone number', /./);
  await page.getByLabel('Phone number').fill(DID_NOT);
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('No consent recorded').first()).toBeVisible();

  await page.goto(campaign);
  await page.getByRole('button', { name: 'Start: call 5 numbers' }).click();
  await eventually(page, scripts, async (timeout) => {
    await expect(card(page).getByText(`Of 5 dials ${reached} were answered. It is over.`)).toBeVisible({ timeout });
  });
});

test('a policy that can’t be read is told by line and column, and nothing typed is lost', async ({ as, mock }) => {
  const page = await as('admin');
  await page.goto('/providers/new');
  await setUp(page, mock);
  await page.goto('/campaigns/new');
  await page.getByLabel('Name', { exact: true }).fill('Winter');
  await page.getByLabel('Window 1: Sunday').uncheck();
  await page.getByLabel('Window 2: Saturday').check();
  await page.getByLabel('Window 2: from').fill('10:00');
  await page.getByLabel('Window 2: to').fill('9:00');
  await page.getByLabel('Retry policy').fill('global_rules:\n  - days: [monday, funday]\n    time_slots: []\n');
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await expect(page.getByText('Line 2, column 20: "funday" is no day: use monday to sunday.')).toBeVisible();
  await expect(page.getByText('Window 2: it ends at 09:00')).toBeVisible();
  await expect(page.getByLabel('Window 1: Sunday')).not.toBeChecked();
  await expect(page.getByLabel('Window 2: Saturday')).toBeChecked();

  await page.getByLabel('Retry policy').fill('global_rules: []\n');
  await page.getByLabel('Window 2: to').fill('12:00');
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Winter' })).toBeVisible();
  await expect(page.getByText('Mon to Sat 09:00 to 20:00; Sat 10:00 to 12:00')).toBeVisible();
});

test('a campaign is paused under load, goes on, and is cancelled', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await page.goto('/providers/new');
  // Nobody answers for a long while, so that calls are under way.
  await setUp(page, mock, '--picked', '1', '--disconnected', '0', '--no-answer', '0', '--ring-from', '60000', '--ring-to', '60000');
  await make(page, 'Spring');
  await company.consent(...AGREED);
  await add(page, ...AGREED);
  await page.getByRole('button', { name: 'Start: call 5 numbers' }).click();
  await eventually(page, scripts, async (timeout) => {
    await expect(stage(page, 'Under way', 5)).toBeVisible({ timeout });
  });
  await card(page).getByRole('button', { name: 'Pause' }).click();
  await expect(card(page).getByText('It is paused: nobody new is called')).toBeVisible();
  await expect(card(page).getByRole('button', { name: 'Pause' })).toBeHidden();
  await card(page).getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('“Spring” goes on.')).toBeVisible();
  await card(page).getByRole('button', { name: 'Cancel campaign' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel campaign' }).click();
  await eventually(page, scripts, async (timeout) => {
    await expect(stage(page, 'Cancelled', 5)).toBeVisible({ timeout });
  });
});

test('what failed for good is looked into, discarded, and dialled anew', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await page.goto('/dead-letters');
  await expect(page.getByRole('heading', { name: 'No dead letters' })).toBeVisible();
  await page.goto('/providers/new');
  // Whatever is called fails.
  await setUp(page, mock, '--picked', '0', '--disconnected', '0', '--no-answer', '0');
  await make(page, 'Poisoned', '1');
  await company.consent(...AGREED);
  await add(page, ...AGREED);
  await page.getByRole('button', { name: 'Start: call 5 numbers' }).click();
  await eventually(page, scripts, async (timeout) => {
    await expect(stage(page, 'Failed', 5)).toBeVisible({ timeout });
    await expect(card(page).getByText('It is over.')).toBeVisible({ timeout });
  });
  const campaign = page.url();

  await page.goto('/dead-letters?settled=false');
  const rows = page.getByRole('region', { name: 'Dead letters' }).locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(5);
  if (scripts) await expectAccessible(page, 'a list of dead letters');
  await rows.first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'What was known' })).toBeVisible();
  if (scripts) await expectAccessible(page, 'a dead letter');
  await page.getByRole('button', { name: 'Discard' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('It is discarded.')).toBeVisible();

  await page.goto('/dead-letters?settled=false');
  await expect(rows).toHaveCount(4);
  await page.getByRole('button', { name: 'Replay 4 dead letters' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replay 4 dead letters' }).click();
  await expect(page.getByText(/4 .*dialled anew/)).toBeVisible();

  // The campaign that was over dials again, and is over again.
  await page.goto(campaign);
  await eventually(page, scripts, async (timeout) => {
    await expect(stage(page, 'Failed', 9)).toBeVisible({ timeout });
    await expect(card(page).getByText('It is over.')).toBeVisible({ timeout });
  });

  await page.goto('/dead-letters?settled=false');
  await expect(rows).toHaveCount(4);
  await page.getByRole('button', { name: 'Discard 4 dead letters' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard 4 dead letters' }).click();
  await expect(page.getByText('4 dead letters are discarded.')).toBeVisible();
  await page.goto('/dead-letters?settled=false');
  await expect(page.getByRole('heading', { name: 'No dead letter matches' })).toBeVisible();
});

test('a dial that waits is called now, or told why not', async ({ company, as, mock, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('admin');
  await page.goto('/providers/new');
  // Nobody answers, so each waits an hour for its second attempt.
  await setUp(page, mock, '--picked', '0', '--disconnected', '0', '--no-answer', '1');
  await make(page, 'Patient');
  await company.consent(...AGREED);
  await add(page, ...AGREED);
  await page.getByRole('button', { name: 'Start: call 5 numbers' }).click();
  await eventually(page, scripts, async (timeout) => {
    await expect(stage(page, 'To retry', 5)).toBeVisible({ timeout });
  });
  const campaign = page.url();
  await stage(page, 'To retry', 5).click();
  await page.getByRole('link', { name: AGREED[0], exact: true }).click();
  await expect(page.getByText(/^Next attempt: /)).toBeVisible();
  const dial = page.url();

  await page.goto(campaign);
  await card(page).getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('is paused').first()).toBeVisible();
  await page.goto(dial);
  await page.getByRole('button', { name: 'Call now' }).click();
  await expect(page.getByText('Its campaign is paused: nobody is called before it runs.')).toBeVisible();

  await page.goto(campaign);
  await card(page).getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('“Patient” goes on.')).toBeVisible();
  await page.goto(dial);
  await page.getByRole('button', { name: 'Call now' }).click();
  await expect(page.getByText('It is called as soon as there is room.')).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^2 of \d$/)).toBeVisible({ timeout: 1_000 });
  }).toPass();
});
