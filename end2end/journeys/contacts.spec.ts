import { expect, test } from '../fixtures';
import { errorAt } from '../portal';

test('a contact without a name is refused at the field, and what was typed stays', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/contacts');
  await expect(page.getByRole('heading', { name: 'No contacts yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Add a contact' }).first().click();
  await page.getByLabel('Phone, the primary one', { exact: true }).fill('911');
  await page.getByLabel('Notes').fill('Two lines\nof <notes> & more');
  await page.getByRole('button', { name: 'Add contact' }).click();
  await errorAt(page, 'Name', 'A name is required.');
  await expect(page.getByText('911: A phone number has 10 digits')).toBeVisible();
  await expect(page.getByLabel('Phone, the primary one', { exact: true })).toHaveValue('911');
  await expect(page.getByLabel('Notes')).toHaveValue('Two lines\nof <notes> & more');
});

test('an agent adds a contact, finds it by a part of its name and of its number, merges its double and reads the timeline', async ({ as }) => {
  const page = await as('agent');
  const add = async (name: string, phone: string, company: string) => {
    await page.goto('/contacts/new');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Phone, the primary one', { exact: true }).fill(phone);
    await page.getByLabel('Company').fill(company);
    await page.getByRole('button', { name: 'Add contact' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  };
  await add('Maria Lopez', '(415) 555-0123', 'Harbor Dental');
  await add('Bob Stone', '212 555 0187', '');
  await add('M. Lopez', '415-555-0123', '');
  await expect(page.getByText('Maria Lopez has (415) 555-0123 too.')).toBeVisible();

  await page.goto('/contacts');
  const contacts = page.getByRole('region', { name: 'Contacts' });
  for (const typed of ['mar lop', '0123', '415 555']) {
    await page.getByLabel('Name, e-mail or phone').fill(typed);
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(contacts.getByRole('link', { name: 'Maria Lopez' })).toBeVisible();
    await expect(contacts.getByRole('link', { name: 'Bob Stone' })).toHaveCount(0);
  }
  await page.getByRole('navigation', { name: 'Contacts' }).getByRole('link', { name: 'Duplicates' }).click();
  await page.getByRole('link', { name: 'Compare and merge' }).click();
  await expect(page.getByText('A merge can’t be undone.')).toBeVisible();
  await page.getByRole('row', { name: /Name/ }).getByRole('radio').nth(1).check();
  await page.getByRole('button', { name: 'Merge the two' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'M. Lopez' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Harbor Dental' })).toBeVisible();

  await page.getByLabel('Note', { exact: true }).fill('Asked for a quote.');
  await page.getByRole('button', { name: 'Add note' }).click();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem').filter({ hasText: 'Asked for a quote.' })).toBeVisible();
  await expect(timeline.getByText('M. Lopez was merged into this contact')).toBeVisible();
  await expect(timeline.getByText('Maria Lopez → M. Lopez')).toBeVisible();
  await page.goto('/contacts/duplicates');
  await expect(page.getByRole('heading', { name: 'No duplicates' })).toBeVisible();
});

test('who would save over somebody else is told first, and a deleted contact is restored', async ({ company, enter }) => {
  const agent = await company.person('agent');
  const [one, other] = [await enter(agent), await enter(agent)];
  await one.goto('/contacts/new');
  await one.getByLabel('Name').fill('Maria Lopez');
  await one.getByRole('button', { name: 'Add contact' }).click();
  await expect(one.getByRole('heading', { level: 1, name: 'Maria Lopez' })).toBeVisible();
  const address = one.url();
  await other.goto(`${address}/edit`);
  await one.getByRole('link', { name: 'Edit' }).click();
  await one.getByLabel('E-mail').fill('maria@example.test');
  await one.getByRole('button', { name: 'Save changes' }).click();
  await expect(one.getByRole('link', { name: 'maria@example.test' })).toBeVisible();
  await other.getByLabel('Tags').fill('vip');
  await other.getByRole('button', { name: 'Save changes' }).click();
  await expect(other.getByText('E-mail is “maria@example.test”')).toBeVisible();
  await expect(other.getByLabel('Tags')).toHaveValue('vip');

  await one.goto(address);
  await one.getByRole('button', { name: 'Delete' }).click();
  await one.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(one.getByText('This contact is deleted.')).toBeVisible();
  await one.getByRole('button', { name: 'Restore' }).click();
  await expect(one.getByRole('link', { name: 'Edit' })).toBeVisible();
});

test('a lead becomes a contact with its company and a deal', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/contacts/leads/new');
  await page.getByLabel('Name').fill('Ann Chu');
  await page.getByLabel('Company').fill('Chu & Sons');
  await page.getByRole('button', { name: 'Add lead' }).click();
  await page.getByRole('link', { name: 'Convert' }).click();
  await page.getByLabel('Deal').fill('40 phones');
  await page.getByLabel('Amount').fill('much');
  await page.getByRole('button', { name: 'Convert lead' }).click();
  await errorAt(page, 'Amount · optional', 'This must be an amount, such as 12,500.00.');
  await page.getByLabel('Amount').fill('12,500');
  await page.getByRole('button', { name: 'Convert lead' }).click();
  await expect(page.getByText('“Ann Chu” is a contact now.')).toBeVisible();
  await expect(page.getByText('12,500.00 USD')).toBeVisible();
  await page.getByRole('link', { name: 'Chu & Sons' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Chu & Sons' })).toBeVisible();
});

test('chosen contacts get a tag as a job that is undone', async ({ as }) => {
  const page = await as('agent');
  for (const name of ['Maria Lopez', 'Bob Stone']) {
    await page.goto('/contacts/new');
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Add contact' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  await page.goto('/contacts');
  await page.getByLabel('Choose Maria Lopez').check();
  await page.getByRole('button', { name: 'Add tag' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Add tag · 1 contact' })).toBeVisible();
  await page.getByLabel('Tag', { exact: true }).fill('vip');
  await page.getByRole('button', { name: 'Add tag · 1 contact' }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible({ timeout: 1000 });
  }).toPass();
  const job = page.url();
  await page.goto('/contacts?tag=vip');
  await expect(page.getByRole('link', { name: 'Maria Lopez' })).toBeVisible();
  await page.goto(job);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(async () => {
    await page.goto('/contacts?tag=vip');
    await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible({ timeout: 1000 });
  }).toPass();
});
