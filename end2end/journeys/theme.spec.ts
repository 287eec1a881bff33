import { expect, test } from '../fixtures';

test('a page is light or dark as its reader chose, on every page and after signing out', async ({ company, enter }) => {
  const person = await company.person('viewer');
  const page = await enter(person);
  const background = async () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const menu = page.getByRole('button', { name: `Account of ${person.name}` });
  const choose = async (name: string) => {
    await menu.click();
    const answered = page.waitForEvent('load');
    await page.getByRole('button', { name, exact: true }).click();
    await answered;
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
  await menu.click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect.poll(background, { message: 'the choice holds on the page for signing in' }).toBe(dark);
});
