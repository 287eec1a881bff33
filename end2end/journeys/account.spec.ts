import type { Page } from '@playwright/test';
import { codeOf } from '../codes';
import type { Person } from '../company';
import { expect, test } from '../fixtures';
import { errorAt, signIn } from '../portal';

const LONG = 'gravel teapot seventeen';

/** Opens one of the pages of one's account by its menu. */
async function account(page: Page, person: Person, tab: string): Promise<void> {
  await page.getByRole('button', { name: `Account of ${person.name}` }).click();
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('navigation', { name: 'Your account' }).getByRole('link', { name: tab }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
}

async function signOut(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: `Account of ${person.name}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
}

test('a second factor is set up, asked for, and a recovery code stands in for it', async ({ company, enter }) => {
  const person = await company.person('owner');
  const page = await enter(person);
  await page.goto('/');
  await account(page, person, 'Second factor');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: 'QR code for your app' })).toBeVisible();
  const secret = (await page.locator('#secret').textContent()) ?? '';
  const code = page.getByLabel('Code', { exact: true });
  await code.fill('12345');
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await errorAt(page, 'Code', /six digits/);
  await expect(page.locator('#secret')).toHaveText(secret);
  await code.fill(codeOf(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('Your second factor is on.')).toBeVisible();
  const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
  expect(codes).toHaveLength(10);
  await page.reload();
  await expect(page.getByText('10 left')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Recovery codes' })).toHaveCount(0);

  await signOut(page, person);
  await page.goto('/jobs');
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1, name: 'One more step' })).toBeVisible();
  await code.fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await errorAt(page, 'Code', /no code, or one that was used/);
  await code.fill(codeOf(secret, 1));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/jobs');

  await signOut(page, person);
  await signIn(page, person);
  await code.fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('You used a recovery code.')).toBeVisible();
  await account(page, person, 'Second factor');
  await expect(page.getByText('9 left')).toBeVisible();
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByText('Your second factor is off.')).toBeVisible();
});

test('somebody sees where they are signed in, and ends it from elsewhere', async ({ company, enter }) => {
  const person = await company.person('agent');
  const [here, there] = [await enter(person), await enter(person)];
  await there.goto('/jobs');
  await here.goto('/account/sessions');
  const rows = here.getByRole('row').filter({ has: here.getByRole('cell') });
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: 'This one' })).toHaveCount(1);
  await rows.filter({ hasNotText: 'This one' }).getByRole('button', { name: /^End/ }).click();
  await here.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await expect(here.getByText('The session is ended.')).toBeVisible();
  await there.goto('/jobs');
  await expect(there).toHaveURL(/\/sign-in/);
});

test('a new password takes the old one and signs out everywhere else', async ({ company, enter }) => {
  const person = await company.person('viewer');
  const [here, there] = [await enter(person), await enter(person)];
  await there.goto('/jobs');
  await here.goto('/account/password');
  await here.getByLabel('Your password').fill('not the pass phrase');
  await here.getByLabel('New password').fill('too short');
  await here.getByRole('button', { name: 'Change password' }).click();
  await errorAt(here, 'New password', /15 to 256/);
  await here.getByLabel('Your password').fill('not the pass phrase');
  await here.getByLabel('New password').fill(LONG);
  await here.getByRole('button', { name: 'Change password' }).click();
  await errorAt(here, 'Your password', 'This is not your password.');
  await here.getByLabel('Your password').fill(person.password);
  await here.getByLabel('New password').fill(LONG);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByText('Your password is changed.')).toBeVisible();
  await there.goto('/jobs');
  await expect(there).toHaveURL(/\/sign-in/);
  await signIn(there, { ...person, password: LONG });
  await expect(there).toHaveURL('/jobs');
});

test('an administrator’s link sets a new password, once', async ({ company, as, enter, faults }) => {
  faults.expect(/ 404 |status of 404/);
  const email = `forgetful@${company.slug}.test`;
  const options = ['--tenant', company.slug, '--email', email, '--name', 'Fay Getful', '--role', 'agent'];
  const id = await company.installation.run(['user', 'create', ...options, '--password-stdin'], 'a phrase that is lost now');
  const admin = await as('admin');
  await admin.goto(`/settings/members/${id}/reset-link`);
  await admin.getByRole('button', { name: 'Make the link' }).click();
  const link = await admin.getByRole('textbox', { name: 'The link' }).inputValue();
  await admin.reload();
  await expect(admin.getByRole('textbox', { name: 'The link' })).toHaveCount(0);

  const page = await enter();
  await page.goto(link);
  await expect(page.getByText(email)).toBeVisible();
  await page.getByLabel('New password').fill('passwordpassword');
  await page.getByRole('button', { name: 'Set password' }).click();
  await errorAt(page, 'New password', /first that others try/);
  await page.getByLabel('New password').fill(LONG);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your new password is set.')).toBeVisible();
  await signIn(page, { email, password: LONG });
  await expect(page).toHaveURL('/');
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'This link is worth nothing' })).toBeVisible();
});

test('density and time zone are those that one chose', async ({ company, enter }) => {
  const person = await company.person('viewer');
  const page = await enter(person);
  await page.goto('/account/sessions');
  const cell = page.getByRole('cell').first();
  const padding = () => cell.evaluate((cell) => Number.parseFloat(getComputedStyle(cell).paddingTop));
  const before = await padding();
  await expect(page.locator('td time').last()).toHaveAttribute('title', /UTC$/);
  await page.goto('/account');
  await page.getByLabel('Name').fill('Robin of the East');
  await page.getByLabel('Time zone').selectOption('America/New_York');
  await page.getByLabel('Density').selectOption('Compact');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Account of Robin of the East' })).toBeVisible();
  await page.goto('/account/sessions');
  expect(await padding()).toBeLessThan(before);
  await expect(page.locator('td time').last()).toHaveAttribute('title', / E[SD]T$/);
});
