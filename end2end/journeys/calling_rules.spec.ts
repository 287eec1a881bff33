import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';

/** Rules are the installation's: each journey brings one of its own, which counts in a time that nobody here sees. */
function rule(id: string, value: string): string {
  return `rule_id,jurisdiction,kind,value,effective_from,source\n${id},US-WY,hours,${value},2999-01-01,"A journey, which read it nowhere"`;
}

async function bring(page: Page, text: string): Promise<void> {
  await page.goto('/calling-rules');
  await page.getByRole('link', { name: 'Change the rules' }).click();
  await page.getByLabel('Or write them here').fill(text);
  await page.getByRole('button', { name: 'See what it changes' }).click();
}

async function answer(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: words }).click();
  await page.getByRole('dialog').getByRole('button', { name: words }).click();
}

test('an operator brings a rule, sees what it changes, and puts it in force', async ({ company, enter }, info) => {
  const page = await enter(await company.person('owner', { platformAdmin: true }));
  const id = `journey-${company.slug}-${info.project.name}`.replaceAll(' ', '-');
  await bring(page, rule(id, '25:00-26:00'));
  const text = page.getByLabel('Or write them here');
  await expect(page.getByText('Line 2, value', { exact: false })).toBeVisible();
  await expect(text).toHaveValue(rule(id, '25:00-26:00'));
  await text.fill(rule(id, '10:00-12:00'));
  await page.getByRole('button', { name: 'See what it changes' }).click();

  const changes = page.getByRole('region', { name: 'What changes' });
  await expect(changes).toContainText(id);
  await expect(changes).toContainText('every day 10:00–12:00');
  await expect(page.getByText('Who waits', { exact: true })).toBeVisible();
  const said = page.getByText(/^Version \d+ is in force\.$/);
  // Somebody else's journey may have put another in force meanwhile: then it is drafted anew.
  await expect(async () => {
    const anew = page.getByRole('button', { name: 'Draft it anew' });
    if (await anew.isVisible()) await bring(page, rule(id, '10:00-12:00'));
    await answer(page, 'Put in force');
    await expect(said).toBeVisible({ timeout: 5_000 });
  }).toPass();

  const rules = page.getByRole('region', { name: 'Calling rules' });
  await expect(rules.getByRole('row').filter({ hasText: id })).toContainText('every day 10:00–12:00');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('calling-rules.csv');
});

test('who works for a company reads what applies where, and changes nothing', async ({ as, faults }) => {
  faults.expect(/ 403 |status of 403/);
  const page = await as('viewer');
  await page.goto('/calling-rules');
  await expect(page.getByRole('link', { name: 'Change the rules' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Calling rules' })).toContainText('us-fl-hours');
  await page.getByRole('link', { name: 'By region' }).click();
  await page.getByRole('link', { name: 'Florida' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Florida' })).toBeVisible();
  await expect(page.locator('main')).toContainText('Its own');
  await page.goto('/calling-rules/regions/ON');
  await expect(page.locator('main')).toContainText('the strictest known');
  expect((await page.goto('/calling-rules/import'))?.status()).toBe(403);
});
