import { expect, test } from '../fixtures';
import { errorAt } from '../portal';

test('a token is made with what it may do, shown once, used by a program, and revoked', async ({ as, request, installation, javaScriptEnabled }) => {
  const page = await as('agent');
  await page.goto('/');
  if ((page.viewportSize()?.width ?? 0) < 1024) await page.getByRole('button', { name: 'Open navigation' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'API tokens' }).click();
  await expect(page.getByRole('heading', { name: 'No tokens' })).toBeVisible();
  await page.getByRole('link', { name: 'New token' }).first().click();

  await page.getByRole('button', { name: 'Create token' }).click();
  await errorAt(page, 'Name', 'A token needs a name that says what uses it.');
  await expect(page.getByText('Choose at least one thing that the token may do.')).toBeVisible();
  await page.getByLabel('Name').fill('Nightly export');
  await page.getByLabel('Numbers: Write').check();
  await expect(page.getByLabel('Everything: All of the above')).toHaveCount(0);
  await page.getByLabel('Lasts').selectOption({ label: '30 days' });
  await page.getByRole('button', { name: 'Create token' }).click();

  const field = page.getByLabel('The token');
  const token = await field.inputValue();
  expect(token).toMatch(/^tl_[0-9a-f]{64}$/);
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeVisible({ visible: javaScriptEnabled !== false });
  const headers = { Authorization: `Bearer ${token}` };
  const ask = () => request.get(`${installation.address}/api/projects/`, { headers });
  expect((await ask()).status()).toBe(200);

  await page.reload();
  await expect(page.getByRole('row', { name: /Nightly export/ })).toBeVisible();
  await expect(field).toHaveCount(0);
  await expect(page.locator('body')).not.toContainText(token);
  await page.goto('/numbers');
  await page.goBack();
  await expect(field).toHaveCount(0);

  await page.getByRole('row', { name: /Nightly export/ }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('The token “Nightly export” is revoked')).toBeVisible();
  expect((await ask()).status()).toBe(401);
  await page.getByRole('link', { name: 'Ended' }).click();
  await expect(page.getByRole('row', { name: /Nightly export/ }).getByText('Revoked')).toBeVisible();
});

test('an owner sees and revokes the tokens of everybody in the company', async ({ as }) => {
  const agent = await as('agent');
  await agent.goto('/settings/tokens/new');
  await agent.getByLabel('Name').fill('Of the agent');
  await agent.getByLabel('Jobs: Read').check();
  await agent.getByRole('button', { name: 'Create token' }).click();
  await expect(agent.getByLabel('The token')).toBeVisible();

  const owner = await as('owner');
  await owner.goto('/settings/tokens');
  await owner.getByRole('row', { name: /Of the agent/ }).getByRole('button', { name: 'Revoke' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await agent.goto('/settings/tokens');
  await expect(agent.getByRole('heading', { name: 'No tokens' })).toBeVisible();
});
