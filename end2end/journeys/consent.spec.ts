import { expect, test } from '../fixtures';
import { expectAccessible } from '../inspect';
import { endsAs, errorAt } from '../portal';

test('a generated number is blocked until somebody records consent, and again when it is withdrawn', async ({ company, as, javaScriptEnabled }) => {
  const project = await company.project('Spring');
  await company.numbers(project, { area_code: '907', quantity: 3 });
  const page = await as('agent');
  await page.goto(`/numbers/projects/${project}`);
  await page.getByRole('link', { name: /^\(907\)/ }).first().click();
  const panel = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: 'Dialling' }) });
  await expect(panel.getByText('Not dialable')).toBeVisible();
  await expect(panel.getByText('Generated, no consent recorded.')).toBeVisible();
  const list = page.url();
  await panel.getByRole('link', { name: 'Consent and do-not-call lists' }).click();
  // What looks for faults is a script itself.
  if (javaScriptEnabled !== false) await expectAccessible(page, 'the page of a number');

  await page.getByRole('link', { name: 'Record consent' }).click();
  await page.getByRole('button', { name: 'Record consent' }).click();
  await errorAt(page, 'Source', 'Say where the consent comes from.');
  await page.getByLabel('Kind').selectOption({ label: 'Written' });
  await page.getByLabel('Source').fill('Letter 7');
  await page.getByRole('button', { name: 'Record consent' }).click();
  await expect(page.getByText('is recorded.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('May be dialled')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Consent' }).getByText('Letter 7').first()).toBeVisible();

  await page.goto(list);
  await expect(panel.getByText('May be dialled')).toBeVisible();
  await panel.getByRole('link', { name: 'Consent and do-not-call lists' }).click();
  await page.getByRole('link', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Withdraw consent' }).click();
  await errorAt(page, 'Why', 'Say why: it stays in the history.');
  await page.getByLabel('Why').fill('Called us');
  await page.getByRole('button', { name: 'Withdraw consent' }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('The consent was withdrawn.')).toBeVisible();
});

test('one consent is recorded for all numbers that match, after the count was named', async ({ company, as, javaScriptEnabled }) => {
  const project = await company.project('Summer');
  await company.numbers(project, { area_code: '907', quantity: 40 });
  const page = await as('agent');
  await page.goto(`/numbers/projects/${project}/consent?all=1&filter=`);
  await expect(page.getByRole('heading', { level: 1, name: 'Record consent for 40 numbers' })).toBeVisible();
  await page.getByLabel('Kind').selectOption({ label: 'Own test line' });
  await page.getByLabel('Source').fill('Our own lines');
  await page.getByRole('button', { name: 'Record consent for 40 numbers' }).click();
  await page.waitForURL(/\/jobs\//);
  await endsAs(page, 'Done', javaScriptEnabled !== false);
  await page.goto('/contacts/consent?kind=own_test_line');
  await expect(page.getByText('40 consents').first()).toBeVisible();
});

test('the page of an opt-out link is accessible, and so is what it says afterwards', async ({ as, enter, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'what looks for faults is a script itself');
  const agent = await as('agent');
  await agent.goto('/contacts/dialling?number=9072000143');
  await agent.getByRole('button', { name: 'Make an opt-out link' }).click();
  const path = new URL(await agent.getByLabel('The opt-out link').inputValue()).pathname;
  const somebody = await enter();
  await somebody.goto(path);
  await expectAccessible(somebody, 'the page of an opt-out link');
  await somebody.getByRole('button', { name: 'Stop calling me' }).click();
  await expect(somebody.getByRole('heading', { name: 'You will not be called any more' })).toBeVisible();
  await expectAccessible(somebody, 'the page behind its button');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('somebody opts out by their link, and the company no longer dials them', async ({ company, as, enter }) => {
    const agent = await as('agent');
    await agent.goto('/contacts/consent/new?number=9072000142');
    await agent.getByLabel('Kind').selectOption({ label: 'Oral' });
    await agent.getByLabel('Source').fill('The fair');
    await agent.getByRole('button', { name: 'Record consent' }).click();
    await agent.getByRole('button', { name: 'Make an opt-out link' }).click();
    const link = await agent.getByLabel('The opt-out link').inputValue();

    const somebody = await enter();
    await somebody.goto(new URL(link).pathname);
    await expect(somebody.getByRole('heading', { name: `Stop calls from ${company.name}` })).toBeVisible();
    await expect(somebody.getByText('ending in 42')).toBeVisible();
    for (let press = 0; press < 2; press += 1) {
      await somebody.getByRole('button', { name: 'Stop calling me' }).click();
      await expect(somebody.getByRole('heading', { name: 'You will not be called any more' })).toBeVisible();
      await somebody.goBack();
    }

    await agent.reload();
    await expect(agent.getByRole('region', { name: 'Verdict' }).getByText('On the company’s do-not-call list.')).toBeVisible();
    await agent.goto('/contacts/do-not-call');
    await expect(agent.getByRole('row', { name: /\(907\) 200-0142/ }).getByText('Opted out')).toBeVisible();
  });
});
