// A retry policy is written, checked, saved, compared and returned to, with JavaScript and without.
import { expect, test } from '../fixtures';

const QUARTER = `global_rules:
  - name: Daytime
    days: [monday, tuesday, wednesday, thursday, friday]
    time_slots:
      - {start_time: "09:00", end_time: "17:00", max_attempts: 4, retry_interval_minutes: 15}
timezone: UTC
`;

test('a policy is checked before it is saved, and a version can be returned to', async ({ as }) => {
  const page = await as('admin');
  await page.goto('/settings/retry-policy');
  const text = page.getByLabel('Policy', { exact: true });
  await text.fill(QUARTER.replace('time_slots', 'time_slot'));
  await page.getByRole('button', { name: 'Check' }).click();
  const faults = page.getByRole('region', { name: /keep/ });
  await expect(faults.getByText('Line 4, column 5')).toBeVisible();
  await expect(faults.getByText('Did you mean time_slots?')).toBeVisible();
  await expect(text).toHaveValue(QUARTER.replace('time_slots', 'time_slot'));

  await text.fill(QUARTER);
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByRole('region', { name: 'What saving it changes' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Against what is in force' }).getByText('+ timezone: UTC')).toBeVisible();
  const week = page.getByRole('region', { name: 'When it is tried again' });
  await expect(week.getByText('By the clock of UTC.')).toBeVisible();
  await expect(week.getByRole('row', { name: 'Monday' }).getByText('09:00–17:00')).toBeVisible();
  await expect(week.getByRole('row', { name: 'Sunday' }).getByText('–', { exact: true })).toBeVisible();
  // Nothing was saved by that.
  await page.goto('/settings/retry-policy');
  await expect(page.getByText('None yet: nobody wrote one here.')).toBeVisible();

  await text.fill(QUARTER);
  await page.getByLabel('Why').fill('A try');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Version 1 of the policy is in force.')).toBeVisible();
  await text.fill(QUARTER.replace('17:00', '19:00'));
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Version 2 of the policy is in force.')).toBeVisible();

  await page.getByRole('link', { name: 'Version 1' }).click();
  await expect(page.getByText('A try')).toBeVisible();
  await page.getByRole('link', { name: 'Return to this version' }).click();
  await expect(text).toHaveValue(QUARTER);
  await expect(page.getByRole('region', { name: 'What saving it changes' })).toBeVisible();
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Version 3 of the policy is in force.')).toBeVisible();
  await page.getByRole('link', { name: 'Version 3' }).click();
  await expect(page.getByText('Back to version 1')).toBeVisible();
});

test('while somebody types, faults and the week stand beside the text, and keys are offered', async ({ as, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'without JavaScript nothing moves while somebody types');
  const page = await as('admin');
  await page.goto('/settings/retry-policy');
  const text = page.getByLabel('Policy', { exact: true });
  await text.fill('');
  await text.pressSequentially('defaults:\n  max_att');
  const hints = page.getByRole('list', { name: 'May stand at the cursor:' });
  await hints.getByRole('button', { name: 'max_attempts:' }).click();
  await expect(text).toHaveValue('defaults:\n  max_attempts: ');
  await text.pressSequentially('50');
  await expect(page.getByText('max_attempts is 50 and has to be a whole number, 1 to 20.')).toBeVisible();
  await text.press('Backspace');
  await expect(page.getByRole('region', { name: 'When it is tried again' })).toBeVisible();
});
