import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures';
import { expectAccessible } from '../inspect';
import { endsAs, errorAt, eventually } from '../portal';

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
    await page.getByRole('button', { name: 'Search', exact: true }).click();
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
  await expect(other.getByText('Taken over from them: E-mail.')).toBeVisible();
  await expect(other.getByLabel('E-mail')).toHaveValue('maria@example.test');
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

/** What somebody's old list looks like. */
const messy = [
  'First Name;Last Name;E-mail;Mobile;Account;Shoe size',
  'Maria;Lopez;maria@example.test;(415) 555-0123;Harbor Dental;38',
  'Bob;Stone;;+44 20 7946 0000;harbor dental;44',
  ';;nobody@example.test;212 555 0187;;40',
  'Cid;=cmd;;911;;41',
  'Ann;;;1-415-555-0123;;39',
].join('\r\n');

test('a messy list of contacts is tried, imported, its rejected rows are mended, and all of it is exported', async ({ as, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled !== false;
  const page = await as('agent');
  const bring = async (name: string, text: string) => {
    await page.goto('/contacts');
    await page.getByRole('link', { name: /^Import/ }).first().click();
    await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Upload and look at it' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  };
  const run = async (button: string) => {
    const before = page.url();
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.waitForURL((url) => /\/jobs\/[0-9a-f-]{36}$/.test(url.href) && url.href !== before);
    await endsAs(page, 'Done', scripts);
  };
  const fetched = async (link: string) => {
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: link, exact: true }).click();
    return await readFile(await (await coming).path(), 'utf8');
  };
  await bring('customers.csv', messy);
  await expect(page.getByRole('region', { name: 'The first rows' })).toContainText('(415) 555-0123');
  await expect(page.getByLabel('Mobile phone')).toHaveValue('3');
  if (scripts) await expectAccessible(page, 'the first rows of a list of contacts');
  await run('Try it without storing');
  const would = page.getByRole('region', { name: 'What would come of it' });
  await eventually(page, scripts, async (timeout) => expect(would).toContainText('Would be imported', { timeout }));
  await expect(page.getByRole('region', { name: 'Rejected rows' })).toContainText('A name is required.');
  await run('Import it now');
  const came = page.getByRole('region', { name: 'What came of it' });
  await eventually(page, scripts, async (timeout) => expect(came).toContainText('Imported', { timeout }));
  const rejects = await fetched('Download the rejected rows');
  expect(rejects.split('\r\n')[0]).toMatch(/,row,reason,Shoe size$/);
  expect(rejects.trim().split('\r\n')).toHaveLength(4);

  const mended = rejects
    .replace(',,nobody@', 'Gil,,nobody@')
    .replace('911', '212 555 0188')
    .replace('1-415-555-0123', '415-555-0124');
  await bring('mended.csv', mended);
  await run('Import');
  await eventually(page, scripts, async (timeout) => expect(came).toContainText('Imported', { timeout }));

  await page.goto('/contacts');
  await page.getByRole('link', { name: 'Export', exact: true }).click();
  if (scripts) await expectAccessible(page, 'the form of an export of contacts');
  await run('Export to a file');
  await eventually(page, scripts, async (timeout) => expect(page.getByRole('region', { name: 'The file' })).toContainText('SHA-256', { timeout }));
  const text = await fetched('Download');
  const names = text.trim().split('\r\n').map((line) => line.split(',')[0]);
  expect(names.slice(0, 3)).toEqual(['name', 'Maria Lopez', 'Bob Stone']);
  expect(names).toHaveLength(6);
});
