import { expect, test } from '../fixtures';

/** What is made, changed or sent begins with one of these words. */
const DEEDS = /^(New|Add|Import|Export|Invite|Record|Put|Make|Delete|Edit|Generate|Log it|Withdraw|Take)/;

test('a viewer sees what the company has and is offered nothing that changes it', async ({ as, company, faults }) => {
  faults.expect(/ 403 |status of 403/);
  const project = await company.project('Seen by all');
  const agent = await as('agent');
  await agent.goto('/contacts/new');
  await agent.getByLabel('Name').fill('Maria Lopez');
  await agent.getByRole('button', { name: 'Add contact' }).click();
  await expect(agent.getByRole('heading', { level: 1, name: 'Maria Lopez' })).toBeVisible();
  const contact = new URL(agent.url()).pathname;

  const viewer = await as('viewer');
  const places: [string, string][] = [
    [`/numbers/projects/${project}/overview`, 'Seen by all'],
    ['/numbers', 'Projects'],
    [contact, 'Maria Lopez'],
    ['/contacts', 'Contacts'],
    ['/contacts/consent', 'Consent'],
    ['/contacts/do-not-call', 'Do not call'],
    ['/calls', 'Calls'],
    ['/settings/members', 'Members'],
  ];
  for (const [path, heading] of places) {
    await viewer.goto(path);
    await expect(viewer.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    const main = viewer.getByRole('main');
    await expect(main.getByRole('link', { name: DEEDS }), path).toHaveCount(0);
    await expect(main.getByRole('button', { name: DEEDS }), path).toHaveCount(0);
  }
  for (const path of [
    '/numbers/projects/new',
    `/numbers/projects/${project}/generate`,
    `${contact}/edit`,
    '/contacts/new',
    '/contacts/consent/new',
    '/contacts/do-not-call/new',
    '/calls/new',
    '/import?what=contact',
    '/settings/members/invite',
    '/settings/audit',
  ]) {
    const answer = await viewer.goto(path);
    expect(answer?.status(), path).toBe(403);
    await expect(viewer.getByText(/the role (agent|admin)/).first(), path).toBeVisible();
  }
});

test('an agent stops calls at once, and only an admin allows them again and reads who did what', async ({ as, faults }) => {
  faults.expect(/ 403 |status of 403/);
  const agent = await as('agent');
  await agent.goto('/contacts/do-not-call/new');
  await agent.getByLabel('Phone numbers').fill('(907) 200-0144');
  await agent.getByRole('button', { name: /^Put/ }).click();
  await agent.goto('/contacts/dialling?number=9072000144');
  await expect(agent.getByText('On the company’s do-not-call list.').first()).toBeVisible();
  expect((await agent.goto('/contacts/do-not-call/remove?number=9072000144'))?.status()).toBe(403);
  expect((await agent.goto('/settings/audit'))?.status()).toBe(403);

  const admin = await as('admin');
  await admin.goto('/contacts/do-not-call/remove?number=9072000144');
  await admin.getByLabel('Why').fill('They asked to be called again.');
  await admin.getByRole('button', { name: /^Take/ }).click();
  await admin.goto('/contacts/dialling?number=9072000144');
  await expect(admin.getByText('No consent recorded.').first()).toBeVisible();
  await admin.goto('/settings/audit');
  await expect(admin.getByRole('row', { name: /do_not_call\.remove/ })).toBeVisible();
  await expect(admin.getByRole('row', { name: /do_not_call\.add/ })).toBeVisible();
});
