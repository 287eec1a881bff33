import type { Page } from '@playwright/test';
import { session } from '../company';
import { expect, test } from '../fixtures';
import { signIn } from '../portal';

test('a wrong password says so and keeps the e-mail address', async ({ company, enter }) => {
  const person = await company.person('owner');
  const page = await enter();
  await page.goto('/sign-in');
  await signIn(page, { email: person.email, password: 'not the pass phrase' });
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
  await expect(page.getByLabel('E-mail address')).toHaveValue(person.email);
  await expect(page.getByLabel('Password')).toHaveValue('');
});

test('signing in leads to the page one wanted, under another session id', async ({ company, enter }) => {
  const person = await company.person('owner');
  const page = await enter();
  await page.goto('/jobs?state=done&state=failed');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  // A refused attempt is kept in a session, so there is an id from before.
  await signIn(page, { email: person.email, password: 'not the pass phrase' });
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
  const before = await sessionIds(page);
  expect(before).toHaveLength(1);
  await signIn(page, person);
  await expect(page).toHaveURL('/jobs?state=done&state=failed');
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  const after = await sessionIds(page);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test('signing out ends the session on the server', async ({ company, enter, browser, installation }) => {
  const person = await company.person('agent');
  const state = await session(installation, person);
  const page = await enter(person);
  await page.goto('/numbers');
  const kept = await page.context().storageState();
  await page.getByRole('button', { name: `Account of ${person.name}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.goto('/numbers');
  await expect(page).toHaveURL(/\/sign-in\?next=/);

  const thief = await browser.newContext({ storageState: kept });
  const stolen = await thief.newPage();
  await stolen.goto('/numbers');
  await expect(stolen, 'the cookie from before signing out signs nobody in').toHaveURL(/\/sign-in\?next=/);
  await thief.close();

  const elsewhere = await browser.newContext({ storageState: state });
  const other = await elsewhere.newPage();
  await other.goto('/numbers');
  await expect(other, 'another browser of the same person stays signed in').toHaveURL('/numbers');
  await elsewhere.close();
});

async function sessionIds(page: Page): Promise<string[]> {
  const cookies = await page.context().cookies();
  return cookies.filter((cookie) => cookie.httpOnly).map((cookie) => cookie.value);
}
