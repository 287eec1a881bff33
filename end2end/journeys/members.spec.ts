import { Company } from '../company';
import { expect, test } from '../fixtures';
import { errorAt, makeProject, signIn } from '../portal';

test('an owner invites an agent, who joins by the link, works, and is made an admin', async ({ as, enter, company, faults }) => {
  faults.expect(/ 404 .*\/invite\/|status of 404/);
  const owner = await as('owner');
  await owner.goto('/settings/members');
  await owner.getByRole('link', { name: 'Invite somebody' }).first().click();
  await owner.getByLabel('E-mail address').fill('not an address');
  await owner.getByLabel('E-mail address').evaluate((field: HTMLInputElement) => field.form?.setAttribute('novalidate', ''));
  await owner.getByRole('button', { name: 'Make the link' }).click();
  await errorAt(owner, 'E-mail address', /looks like name@example\.com/);
  const email = `ann@${company.slug}.test`;
  await owner.getByLabel('E-mail address').fill(email);
  await owner.getByLabel('Role').selectOption('agent');
  await owner.getByRole('button', { name: 'Make the link' }).click();
  const link = await owner.getByRole('textbox', { name: 'The link' }).inputValue();
  expect(link).toMatch(/\/invite\/tl_invite_[0-9a-f]{64}$/);
  await owner.reload();
  await expect(owner.getByRole('textbox', { name: 'The link' })).toHaveCount(0);
  await expect(owner.getByRole('row', { name: new RegExp(email) })).toContainText('Agent');

  const path = link.slice(link.indexOf('/invite/'));
  const ann = await enter();
  await ann.goto(path);
  await expect(ann.getByRole('heading', { level: 1, name: 'Join Lakeside Telephone' })).toBeVisible();
  await ann.getByLabel('Your name').fill('Ann Lee');
  await ann.getByLabel('Password').fill('too short');
  await ann.getByRole('button', { name: 'Make an account and join' }).click();
  await errorAt(ann, 'Password', 'A password has 15 to 256 characters.');
  await expect(ann.getByLabel('Your name')).toHaveValue('Ann Lee');
  await ann.getByLabel('Password').fill('a pass phrase of her own');
  await ann.getByRole('button', { name: 'Make an account and join' }).click();
  await expect(ann.getByText('You belong to Lakeside Telephone now, as agent.')).toBeVisible();
  await makeProject(ann, 'Ann’s first');
  const used = await (await enter()).goto(path);
  expect(used?.status(), 'the link works once').toBe(404);

  await owner.goto('/settings/members?person.contains=ann');
  await owner.getByRole('link', { name: 'Ann Lee' }).click();
  await owner.getByLabel('Role').selectOption('admin');
  await owner.getByRole('button', { name: 'Change role' }).click();
  await expect(owner.getByText('Ann Lee is admin now.')).toBeVisible();
  await ann.goto('/settings/members');
  await expect(ann.getByRole('link', { name: 'Invite somebody' }).first()).toBeVisible();
  await ann.goto('/settings/roles');
  await expect(ann.getByText('yours is admin')).toBeVisible();
});

test('what a suspended member has open stops, and they are told why until somebody lets them in again', async ({ as, enter, company, faults, javaScriptEnabled }) => {
  // The page they have open asks for its stream in vain.
  faults.expect(/ 401 |status of 401/);
  const project = await company.project('Open');
  const person = await company.person('agent');
  const agent = await enter(person);
  await agent.goto(`/numbers/projects/${project}/overview`);
  const owner = await as('owner');
  await owner.goto('/settings/members?role=agent');
  await owner.getByRole('link', { name: person.name }).click();
  await owner.getByRole('button', { name: 'Suspend' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await expect(owner.getByText(`${person.name} is suspended`)).toBeVisible();

  if (javaScriptEnabled !== false) {
    await expect.poll(async () => (await agent.request.get('/live/snapshot?topics=active-jobs')).status()).toBe(401);
  }
  await agent.goto(`/numbers/projects/${project}/edit`);
  await expect(agent.getByText('Your account is open in no company at the moment')).toBeVisible();
  await signIn(agent, person);
  await expect(agent.getByText('Your account is open in no company at the moment')).toBeVisible();

  await owner.getByRole('button', { name: 'Let them in again' }).click();
  await agent.goto(`/numbers/projects/${project}/overview`);
  await expect(agent.getByRole('heading', { level: 1, name: 'Open' })).toBeVisible();
  await owner.getByLabel('E-mail address of the member').fill('somebody else');
  await owner.getByRole('button', { name: 'Remove from the company' }).click();
  await errorAt(owner, 'E-mail address of the member', 'This is not the member’s e-mail address.');
  await owner.getByLabel('E-mail address of the member').fill(person.email);
  await owner.getByRole('button', { name: 'Remove from the company' }).click();
  await expect(owner.getByText(`${person.name} belongs to the company no longer.`)).toBeVisible();
});

test('a platform admin acts in a company and everybody there sees it until it ends', async ({ as, enter, company, installation }) => {
  const viewer = await as('viewer');
  const platform = await Company.found(installation, 'Platform people');
  const admin = await enter(await platform.person('owner', { title: 'platform', platformAdmin: true }));
  await admin.goto(`/system/tenants?name.contains=${company.slug}`);
  await admin.getByRole('link', { name: company.name }).click();
  await expect(admin.getByRole('heading', { name: 'What it uses' })).toBeVisible();
  await admin.getByRole('button', { name: 'Act in this company' }).click();
  // The question before suspending has such a field as well.
  const why = admin.getByRole('textbox', { name: 'Why' });
  await expect(why).toHaveAccessibleDescription(/Say why/);
  await why.fill('They asked for help by phone.');
  await admin.getByRole('button', { name: 'Act in this company' }).click();
  const own = admin.getByText(`You act in this company (${company.name})`);
  await expect(own).toBeVisible();
  await makeProject(admin, 'Made by help');
  await expect(own).toBeVisible();

  await viewer.goto('/numbers');
  await expect(viewer.getByText('Robin platform acts in this company as a platform admin')).toBeVisible();
  await expect(viewer.getByText('They asked for help by phone.')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Stop acting' })).toHaveCount(0);
  await expect(viewer.getByRole('link', { name: 'Made by help' })).toBeVisible();

  await admin.getByRole('button', { name: 'Stop acting' }).click();
  await expect(admin.getByText('You act in no company but your own now.')).toBeVisible();
  await viewer.reload();
  await expect(viewer.getByText('acts in this company')).toHaveCount(0);
  await platform.close();
});

test('a suspended company is closed to its people and opens again with its limits', async ({ as, enter, company, installation, faults }) => {
  faults.expect(/ 401 |status of 401/);
  const platform = await Company.found(installation, 'Platform people');
  const admin = await enter(await platform.person('owner', { title: 'platform', platformAdmin: true }));
  const owner = await as('owner');
  await owner.goto('/numbers');
  await admin.goto(`/system/tenants?name.contains=${company.slug}`);
  await admin.getByRole('link', { name: company.name }).click();
  await admin.getByRole('button', { name: 'Suspend' }).click();
  const asked = admin.getByRole('dialog');
  await asked.getByLabel('Why').fill('The contract ended.');
  await asked.getByRole('button', { name: 'Suspend' }).click();
  await expect(admin.getByText('Suspended since')).toBeVisible();
  await owner.goto('/numbers');
  await expect(owner.getByText('Your account is open in no company at the moment')).toBeVisible();
  await admin.getByRole('button', { name: 'Open it again' }).click();
  await admin.getByLabel('Members').fill('none');
  await admin.getByRole('button', { name: 'Save limits' }).click();
  await errorAt(admin, 'Members', /A whole number from 1 to 1,000,000/);
  await admin.getByLabel('Members').fill('1');
  await admin.getByRole('button', { name: 'Save limits' }).click();
  await expect(admin.getByText('The limits are saved.')).toBeVisible();
  await owner.goto('/settings/members/invite');
  await owner.getByLabel('E-mail address').fill('one.more@example.com');
  await owner.getByRole('button', { name: 'Make the link' }).click();
  await expect(owner.getByText('The company may have 1 member,')).toBeVisible();
  await expect(owner.getByLabel('E-mail address')).toHaveValue('one.more@example.com');
  await platform.close();
});
