import { expect, test } from '../fixtures';

test('a page is light or dark as its reader chose, on every page and after signing out', async ({ company, enter }) => {
  const person = await company.person('viewer');
  const page = await enter(person);
  const background = async () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const choose = async (name: string) => {
    await page.getByRole('button', { name: `Account of ${person.name}` }).click();
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('button', { name: `Account of ${person.name}` })).toBeVisible();
  };
  await page.goto('/jobs');
  const system = await background();
  await choose('Light');
  await expect(page).toHaveURL('/jobs');
  const light = await background();
  await choose('Dark');
  const dark = await background();
  expect(dark).not.toBe(light);
  expect([light, dark]).toContain(system);
  await page.goto('/numbers');
  expect(await background(), 'the choice holds on another page').toBe(dark);
  await page.getByRole('button', { name: `Account of ${person.name}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(await background(), 'the choice holds on the page for signing in').toBe(dark);
});
