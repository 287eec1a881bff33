import { expect, test } from '../fixtures';

test('what was done stands in the audit, with who did it and what it set, and is found by its subject', async ({ company, as }) => {
  const project = await company.project('Audited');
  const page = await as('owner');
  await page.goto('/settings/audit');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  const entries = page.getByRole('region', { name: 'Entries' }).locator('tbody').getByRole('row');
  await page.getByRole('searchbox', { name: 'Subject, such as project:12' }).fill(`project:${project}`);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(entries).toHaveCount(1);
  await entries.getByRole('link', { name: 'Project made' }).click();
  const panel = page.getByRole('complementary', { name: 'Project made' });
  await expect(panel).toContainText('Audited');
  await expect(panel).toContainText('By REST');
  await panel.getByRole('link', { name: `project:${project}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audited' })).toBeVisible();
});

test('an agent does not read the audit', async ({ as, faults }) => {
  faults.expect(/ 403 |status of 403/);
  const page = await as('agent');
  const answer = await page.goto('/settings/audit');
  expect(answer?.status()).toBe(403);
  await expect(page.locator('main')).toContainText('This needs the role admin or above; yours is agent.');
});
