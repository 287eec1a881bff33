import type { Page } from '@playwright/test';
import type { Company } from '../company';
import { codeReport, importPrefixes, shoppingList } from '../files';
import { expect, test } from '../fixtures';
import { type Weight, expectAccessible, inspect } from '../inspect';
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
  return { project, done };
}

test('every page is accessible, quiet, whole and light', async ({ company, enter }) => {
  const { project, done } = await atWork(company);
  const paths = [
    '/',
    '/numbers',
    '/numbers?search=nothing',
    '/numbers/projects/new',
    `/numbers/projects/${project}`,
    `/numbers/projects/${project}?area_code=406&type=Mobile&sort=number`,
    `/numbers/projects/${project}?area_code=41a`,
    `/numbers/projects/${project}/generate`,
    `/numbers/projects/${project}/generate?area_code=406&quantity=500`,
    `/numbers/projects/${project}/generate?area_code=907&quantity=500`,
    '/numbers/prefixes',
    '/numbers/prefixes?area_code=406&assigned=true',
    '/numbers/prefixes/import',
    '/jobs',
    '/jobs?state=failed',
    `/jobs/${done}`,
  ];
  const person = await company.person('owner', { platformAdmin: true });
  const weights: Weight[] = [];
  for (const path of paths) {
    const page = await enter(person);
    weights.push(await inspect(page, path));
    await page.context().close();
  }
  const nobody = await enter();
  weights.push(await inspect(nobody, '/sign-in'));
  report(weights);
  for (const { path, bytes } of weights) expect.soft(bytes, `the weight of ${path}`).toBeLessThanOrEqual(HEAVIEST);
});

test('pages that say no are accessible too', async ({ company, as, faults }) => {
  faults.expect(/ 40[34] |status of 40[34]/);
  const project = await company.project('Closed');
  const page = await as('viewer');
  await inspect(page, '/nowhere', 404);
  await inspect(page, '/numbers/prefixes/import', 403);
  await inspect(page, `/numbers/projects/${project}/generate`, 403);
});

test('menus, panels, questions and refused forms are accessible too', async ({ company, enter }) => {
  const { project } = await atWork(company);
  const person = await company.person('owner', { platformAdmin: true });
  const page = await enter(person);
  const look = (what: string) => expectAccessible(page, what);
  const wide = () => page.setViewportSize({ width: 1440, height: 900 });

  await page.goto(`/numbers/projects/${project}?area_code=406`);
  await page.getByRole('link', { name: /^\(406\)/ }).first().click();
  await expect(page.getByRole('link', { name: 'Close' })).toBeVisible();
  await look('the panel of a number');
  await wide();
  await page.getByText('Filters', { exact: true }).click();
  await look('the filters');
  await wide();
  await page.getByRole('button', { name: `Account of ${person.name}` }).click();
  await look('the menu of a person');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/jobs');
  await page.getByRole('button', { name: 'Open navigation' }).click();
  await expect(page.getByRole('link', { name: 'Dashboard' })).toBeVisible();
  await look('the navigation on a phone');
  await wide();

  const long = await company.generation(project, { area_code: '907', quantity: 1_000_000, batch_size: 100 });
  await page.goto(`/jobs/${long}`);
  await look('a job that runs');
  await wide();
  await page.getByRole('button', { name: /^Running jobs/ }).click();
  await expect(page.locator('#jobs-panel')).toBeVisible();
  await look('the panel of running jobs');
  await wide();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await look('a question');
  await wide();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click();
  await endsAs(page, 'Cancelled', true);
  await look('a job that was cancelled');
  await wide();

  await importFile(page, shoppingList);
  await endsAs(page, 'Failed', true);
  await page.reload();
  await look('a job that failed');
  await wide();
  await importFile(page, codeReport);
  await endsAs(page, 'Done', true);
  await look('an import that is done');
  await wide();

  await makeProject(page, 'Refused');
  await look('a message');
  await wide();
  await typeWish(page, { areaCode: '41a', quantity: '0', batchSize: '99' });
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByLabel('Quantity')).toHaveAttribute('aria-invalid', 'true');
  await look('a refused form');
});

async function importFile(page: Page, file: string): Promise<void> {
  await page.goto('/numbers/prefixes/import');
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Import the file' }).click();
  await page.waitForURL(/\/jobs\//);
}

/** Prints the heaviest page with its parts. */
function report(weights: Weight[]): void {
  const [heaviest] = [...weights].sort((a, b) => b.bytes - a.bytes);
  if (!heaviest) return;
  const kilo = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
  const parts = Object.entries(heaviest.parts).map(([name, bytes]) => `${name} ${kilo(bytes)}`);
  console.log(`heaviest page: ${heaviest.path}, ${kilo(heaviest.bytes)} compressed (${parts.join(', ')})`);
}
