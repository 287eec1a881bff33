import { expect, test } from '../fixtures';
import { card, endsAs, errorAt, eventually, figure, makeProject, startGenerating, typeWish } from '../portal';

test('what is wrong with a wish is said at each field, and what was typed stays', async ({ as }) => {
  const page = await as('agent');
  await makeProject(page, 'Refusals');
  const right = { areaCode: '907', quantity: '500', batchSize: '250', seed: '42' };
  const refusals = [
    [{ quantity: '0' }, 'Quantity', 'Quantity must be a positive integer.'],
    [{ quantity: '1,000,001' }, 'Quantity', 'Maximum quantity is 1,000,000 numbers.'],
    [{ areaCode: '41a' }, 'Area code', 'Invalid area code format. Must be 3 digits.'],
    [{ areaCode: '800' }, 'Area code', /toll-free/i],
    [{ batchSize: '99' }, 'Batch size', 'Batch size must be between 100 and 10,000.'],
  ] as const;
  for (const [wrong, label, text] of refusals) {
    const typed = { ...right, ...wrong };
    await typeWish(page, typed);
    await page.getByRole('button', { name: /^Generate/ }).click();
    await errorAt(page, label, text);
    await expect(page.getByLabel('Area code')).toHaveValue(typed.areaCode);
    await expect(page.getByLabel('Quantity')).toHaveValue(typed.quantity);
    await expect(page.getByLabel('Batch size')).toHaveValue(typed.batchSize);
    await expect(page.getByLabel('Seed')).toHaveValue(typed.seed);
  }
  await typeWish(page, { ...right, areaCode: '', quantity: 'many' });
  await page.getByRole('button', { name: /^Generate/ }).click();
  await errorAt(page, 'Area code', 'Area code is required.');
  await errorAt(page, 'Quantity', 'Quantity must be a positive integer.');
});

test('the card says what is available while one types @script', async ({ as }) => {
  const page = await as('agent');
  await makeProject(page, 'Looking first');
  const address = page.url();
  const availability = page.getByRole('region', { name: 'Availability' });
  await expect(availability).toContainText('How much is there?');
  await page.getByLabel('Area code').pressSequentially('907');
  await expect(availability).toContainText('Alaska');
  await expect(availability).toContainText('carriers and line types are unknown');
  const plenty = figure(await availability.locator('[data-available]').textContent());
  expect(plenty).toBeGreaterThan(1_000_000);
  await page.getByLabel('Quantity').fill('2,500');
  await expect(page.getByRole('button', { name: 'Generate 2,500 numbers' })).toBeVisible();
  await typeWish(page, { fiction: true });
  await expect(availability.locator('[data-available]')).toHaveText('100');
  await expect(availability.getByText('Fewer than you ask for.')).toBeVisible();
  await typeWish(page, { fiction: false, areaCode: '800' });
  await expect(availability).toContainText(/toll-free/i);
  await page.getByLabel('Area code').fill('90');
  await expect(availability).toContainText('How much is there?');
  expect(page.url(), 'nothing was sent').toBe(address);
});

test('without a script a button says what is available @bare', async ({ as }) => {
  const page = await as('agent');
  await makeProject(page, 'Asking first');
  await typeWish(page, { areaCode: '907', quantity: '2,500', batchSize: '500', seed: '7' });
  await page.getByRole('button', { name: 'Check availability' }).click();
  const availability = page.getByRole('region', { name: 'Availability' });
  await expect(availability).toContainText('Alaska');
  expect(figure(await availability.locator('[data-available]').textContent())).toBeGreaterThan(1_000_000);
  await expect(page.getByLabel('Quantity')).toHaveValue('2,500');
  await expect(page.getByLabel('Batch size')).toHaveValue('500');
  await expect(page.getByLabel('Seed')).toHaveValue('7');
});

test('twenty-five numbers for a film are there in a moment', async ({ as, javaScriptEnabled }) => {
  const page = await as('agent');
  await makeProject(page, 'Film props');
  await typeWish(page, { areaCode: '213', quantity: '25', fiction: true });
  await startGenerating(page);
  await endsAs(page, 'Done', javaScriptEnabled !== false);
  await expect(card(page)).toContainText('25 of 25');
  await page.getByRole('link', { name: 'See the numbers' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Film props' })).toBeVisible();
  const numbers = page.getByRole('region', { name: 'Numbers' }).getByRole('link', { name: /^\(213\) 555-01\d\d$/ });
  await expect(numbers).toHaveCount(25);
  expect(new Set(await numbers.allTextContents()).size, 'none of them twice').toBe(25);
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('25 of 25 numbers');
});

test('a job moves by its live signal and ends at its exact figure @script', async ({ as }) => {
  const page = await as('agent');
  let loads = 0;
  await makeProject(page, 'Watched');
  await typeWish(page, { areaCode: '907', quantity: '20,000', batchSize: '100' });
  page.on('load', () => (loads += 1));
  await startGenerating(page);
  const shown = card(page).getByText(/^[\d,]+$/).first();
  const first = figure(await shown.textContent());
  const seen = [first];
  while (seen.length < 4) {
    const last = seen.at(-1) ?? 0;
    await expect.poll(async () => figure(await shown.textContent()), { intervals: [50] }).not.toBe(last);
    seen.push(figure(await shown.textContent()));
  }
  expect(seen, 'progress never falls').toEqual([...seen].sort((a, b) => a - b));
  await endsAs(page, 'Done', true);
  await expect(card(page)).toContainText('20,000 of 20,000');
  await expect(card(page)).toContainText('ended at');
  await expect(card(page)).toContainText('100%');
  expect(loads, 'the page was loaded once').toBe(1);
});

test('a job is cancelled by its question, and goes on from there when it is retried', async ({ as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('agent');
  await makeProject(page, 'Stopped halfway');
  const project = page.url().replace(/\/generate$/, '');
  await typeWish(page, { areaCode: '907', quantity: '40,000', batchSize: '100' });
  await startGenerating(page);
  const job = page.url();
  const processed = async () => figure(await card(page).getByText(/^[\d,]+$/).first().textContent());
  await eventually(page, scripts, async (timeout) => expect.poll(processed, { timeout }).toBeGreaterThan(0));

  const question = page.getByRole('dialog', { name: 'Cancel this job?' });
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await expect(question).toContainText('What is done already stays.');
  await question.getByRole('button', { name: 'Keep it running' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await question.getByRole('button', { name: 'Cancel job' }).click();
  await endsAs(page, 'Cancelled', scripts);
  const kept = await processed();
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(40_000);
  await page.goto(`${project}?count=exact`);
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText(`of ${kept.toLocaleString('en')} numbers`);

  await page.goto(job);
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByText('The job goes on from where it stopped.')).toBeVisible();
  await endsAs(page, 'Done', scripts);
  await expect(card(page)).toContainText('40,000 of 40,000');
  await page.reload();
  const attempts = page.getByRole('region', { name: 'Attempts' }).last();
  await expect(attempts.getByText('Cancelled')).toBeVisible();
  await expect(attempts.getByText('Done')).toBeVisible();
  await page.goto(`${project}?count=exact`);
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('of 40,000 numbers');
});
