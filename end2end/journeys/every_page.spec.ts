import type { Page } from '@playwright/test';
import type { Company } from '../company';
import { importPrefixes, shoppingList } from '../files';
import { expect, test } from '../fixtures';
import { type Weight, expectAccessible, expectAccessibleOnPhone, inspect } from '../inspect';
import { endsAs, makeProject, typeWish } from '../portal';

/** The most a page may weigh with everything it loads, compressed (FEATURES L22). */
const HEAVIEST = 250_000;

/** A company at work: projects, numbers of several kinds, jobs that are done, and prefixes. */
async function atWork(company: Company) {
  await importPrefixes(company.installation);
  const project = await company.project('A project whose name goes on until it has sixty characters.');
  await company.project('Second');
  const done = await company.numbers(project, { area_code: '406', quantity: 300, batch_size: 100 });
  await company.numbers(project, { area_code: '213', quantity: 60, fiction: true });
  const campaign = await company.campaign('Autumn');
  return { project, done, campaign };
}

const areas: [string, (ids: { project: number; done: string; campaign: number }) => string[]][] = [
  ['the dashboard and the projects', () => ['/', '/numbers', '/numbers?name.contains=nothing', '/numbers?archived=true', '/numbers?status=gone', '/numbers/projects/new']],
  [
    'the numbers',
    ({ project }) => [
      `/numbers/projects/${project}`,
      `/numbers/projects/${project}?area_code=406&type=Mobile&sort=number`,
      `/numbers/projects/${project}?area_code=41a`,
      `/numbers/projects/${project}/export?area_code=406`,
      `/numbers/projects/${project}/import`,
      '/exports',
      `/numbers/projects/${project}/overview`,
      `/numbers/projects/${project}/edit`,
      `/numbers/projects/${project}/delete`,
    ],
  ],
  [
    'generating',
    ({ project }) => [
      `/numbers/projects/${project}/generate`,
      `/numbers/projects/${project}/generate?area_code=406&quantity=500`,
      `/numbers/projects/${project}/generate?area_code=907&quantity=500`,
    ],
  ],
  ['the prefixes', () => ['/numbers/prefixes', '/numbers/prefixes?area_code=406&assigned=true', '/numbers/prefixes/import']],
  [
    'the contacts',
    () => [
      '/contacts',
      '/contacts?find.contains=nobody',
      '/contacts?stage=gone',
      '/contacts/new',
      '/contacts/companies',
      '/contacts/companies/new',
      '/contacts/leads',
      '/contacts/leads/new',
      '/contacts/deals',
      '/contacts/deals/new',
      '/contacts/duplicates',
    ],
  ],
  [
    'the calls',
    () => ['/calls', '/calls?status=missed', '/calls?status=lost', '/calls/new', '/calls/board', '/calls/statistics', '/calls/statistics?from=soon', '/calls/demo', '/find', '/find?q=nobody'],
  ],
  [
    'the campaigns',
    ({ campaign }) => [
      '/campaigns',
      '/campaigns?state=running',
      '/campaigns?state=lost',
      '/campaigns/new',
      `/campaigns/${campaign}/report`,
      `/campaigns/${campaign}/report?from=soon`,
      `/campaigns/${campaign}/history`,
      `/campaigns/${campaign}/history?from=soon`,
      '/providers',
      '/providers/new',
      '/dead-letters',
      '/dead-letters?settled=false',
      '/settings/retry-policy',
    ],
  ],
  ['the calling rules', () => ['/calling-rules', '/calling-rules/regions', '/calling-rules/regions/FL', '/calling-rules/versions', '/calling-rules/import']],
  ['the jobs', ({ done }) => ['/jobs', '/jobs?state=failed', `/jobs/${done}`, '/notifications', '/notifications?show=unread']],
  ['the members', () => ['/settings/members', '/settings/members?role=agent', '/settings/members/invite', '/settings/members/invitations', '/settings/members/invitations?show=ended', '/settings/roles']],
  ['the settings', () => ['/settings/tokens', '/settings/tokens?show=ended', '/settings/tokens/new', '/settings/audit', '/settings/audit?verb=project.create']],
  ['the account', () => ['/account', '/account/password', '/account/second-factor', '/account/sessions']],
  ['the installation', () => ['/system', '/system/audit', '/system/tenants', '/system/tenants/new', '/system/tenants/1', '/system/retry-policy', '/system/retry-policy?from=0', '/system/do-not-call', '/system/do-not-call/new', '/import?what=installation']],
  [
    'whom one may call',
    ({ project }) => [
      '/contacts/consent',
      '/contacts/consent?kind=shouted',
      '/contacts/consent/new',
      '/import?what=consents',
      '/contacts/do-not-call',
      '/contacts/do-not-call?number.contains=42',
      '/contacts/do-not-call/new',
      '/import?what=do_not_call',
      '/contacts/do-not-call/remove?number=9072000142',
      '/contacts/dialling?number=9072000142',
      `/numbers/projects/${project}/consent?all=1&filter=`,
    ],
  ],
];

for (const [area, paths] of areas) {
  test(`the pages of ${area} are accessible, quiet, whole and light`, async ({ company, enter }) => {
    const person = await company.person('owner', { platformAdmin: true });
    const weights: Weight[] = [];
    for (const path of paths(await atWork(company))) {
      const page = await enter(person);
      weights.push(await inspect(page, path));
      await page.context().close();
    }
    expectLight(weights);
  });
}

test('the page for signing in is accessible, quiet, whole and light', async ({ enter }) => {
  expectLight([await inspect(await enter(), '/sign-in?next=%2Fjobs')]);
});

test('pages that say no are accessible too', async ({ company, as, faults }) => {
  faults.expect(/ 40[34] |status of 40[34]/);
  const project = await company.project('Closed');
  const page = await as('viewer');
  await inspect(page, '/nowhere', 404);
  await inspect(page, '/numbers/prefixes/import', 403);
  await inspect(page, `/numbers/projects/${project}/generate`, 403);
});

test('panels, filters and menus are accessible too', async ({ company, enter }) => {
  const { project } = await atWork(company);
  const person = await company.person('owner');
  const page = await enter(person);
  await page.goto(`/numbers/projects/${project}?area_code=406`);
  await page.getByRole('link', { name: /^\(406\)/ }).first().click();
  await expect(page.getByRole('link', { name: 'Close' })).toBeVisible();
  await expectAccessible(page, 'the panel of a number');
  await page.getByText('Filters', { exact: true }).click();
  await expectAccessible(page, 'the filters');
  await page.getByRole('button', { name: `Account of ${person.name}` }).click();
  await expectAccessible(page, 'the menu of a person');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/jobs');
  await page.getByRole('button', { name: 'Open navigation' }).click();
  await expect(page.getByRole('link', { name: 'Dashboard' })).toBeVisible();
  await expectAccessibleOnPhone(page, 'the navigation');
});

test('a job is accessible in every state', async ({ company, enter }) => {
  const { project } = await atWork(company);
  const page = await enter(await company.person('owner', { platformAdmin: true }));
  const long = await company.generation(project, { area_code: '907', quantity: 1_000_000, batch_size: 100 });
  await page.goto(`/jobs/${long}`);
  await expectAccessible(page, 'a job that runs');
  await page.getByRole('button', { name: /^Running jobs/ }).click();
  await expect(page.locator('#jobs-panel')).toBeVisible();
  await expectAccessible(page, 'the panel of running jobs');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await expectAccessible(page, 'a question');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click();
  await endsAs(page, 'Cancelled', true);
  await expectAccessible(page, 'a job that was cancelled');
  await importFile(page, shoppingList);
  await endsAs(page, 'Failed', true);
  await page.reload();
  await expectAccessible(page, 'a job that failed');
});

test('a refused form is accessible, and so is a message', async ({ as }) => {
  const page = await as('agent');
  await makeProject(page, 'Refused');
  await expect(page.getByText('Project “Refused” is there.')).toBeVisible();
  await expectAccessible(page, 'a message');
  await typeWish(page, { areaCode: '41a', quantity: '0', batchSize: '99' });
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByLabel('Quantity')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'a refused form');
});

async function importFile(page: Page, file: string): Promise<void> {
  await page.goto('/numbers/prefixes/import');
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Import the file' }).click();
  await page.waitForURL(/\/jobs\//);
}

/** Prints what the pages weigh, the heaviest with its parts, and sees that none is too heavy. */
function expectLight(weights: Weight[]): void {
  const kilo = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
  const [heaviest] = [...weights].sort((a, b) => b.bytes - a.bytes);
  const parts = Object.entries(heaviest?.parts ?? {}).map(([name, bytes]) => `${name} ${kilo(bytes)}`);
  console.log(`${weights.map(({ path, bytes }) => `${path} ${kilo(bytes)}`).join(' · ')}\n    ${parts.join(', ')}`);
  for (const { path, bytes } of weights) expect.soft(bytes, `the weight of ${path}`).toBeLessThanOrEqual(HEAVIEST);
}
