// What people do in the portal, in their words. Where no script runs, a page is loaded again to see what has changed.

import { type Locator, type Page, expect } from '@playwright/test';
import type { Person } from './company';

/** Types an account's e-mail address and password and presses the button. */
export async function signIn(page: Page, person: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Makes a project by its form; ends on the page that generates numbers into it. */
export async function makeProject(page: Page, name: string): Promise<void> {
  await page.goto('/numbers');
  await page.getByRole('link', { name: 'New project' }).first().click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Generate numbers' })).toBeVisible();
}

/** The fields of the generate form that are not behind "More options" unless they are named. */
export interface Typed {
  areaCode?: string;
  quantity?: string;
  batchSize?: string;
  seed?: string;
  fiction?: boolean;
}

/** Types into the generate form. */
export async function typeWish(page: Page, typed: Typed): Promise<void> {
  if ((typed.batchSize ?? typed.seed ?? typed.fiction) !== undefined && !(await page.getByLabel('Batch size').isVisible())) {
    await page.getByText('More options').click();
  }
  if (typed.areaCode !== undefined) await page.getByLabel('Area code').fill(typed.areaCode);
  if (typed.quantity !== undefined) await page.getByLabel('Quantity').fill(typed.quantity);
  if (typed.batchSize !== undefined) await page.getByLabel('Batch size').fill(typed.batchSize);
  if (typed.seed !== undefined) await page.getByLabel('Seed').fill(typed.seed);
  if (typed.fiction !== undefined) await page.getByLabel('Fiction mode').setChecked(typed.fiction);
}

/** Presses the button that starts the job, and waits for the job's page. */
export async function startGenerating(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Generate .*numbers?$/ }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
}

/** The card of a job that moves. */
export function card(page: Page): Locator {
  return page.getByRole('region', { name: 'Progress' });
}

/** Waits until a job's page says how it ended. Without scripts by its own refresh link. */
export async function endsAs(page: Page, word: 'Done' | 'Failed' | 'Cancelled', scripts: boolean): Promise<void> {
  const badge = card(page).getByText(word, { exact: true });
  await eventually(page, scripts, async (timeout) => expect(badge).toBeVisible({ timeout }));
}

/** Sees something come true on a page that moves; without scripts by loading it again. */
export async function eventually(
  page: Page,
  scripts: boolean,
  check: (timeout: number) => Promise<void>,
): Promise<void> {
  if (scripts) return await check(60_000);
  await expect(async () => {
    await page.reload();
    await check(1_000);
  }).toPass({ timeout: 60_000 });
}

/** The error that belongs to a form's field, as a screen reader finds it. */
export async function errorAt(page: Page, label: string, text: string | RegExp): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(text);
}

/** A figure in the text of a page: "12,345" as 12345. */
export function figure(text: string | null): number {
  return Number((text ?? '').replace(/[^0-9]/g, ''));
}
