import { expect, test } from '../fixtures';
import { errorAt, makeProject } from '../portal';

test('a project without a name is refused at the field, and what was typed stays', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/numbers/projects/new');
  await page.getByLabel('Description').fill('Two lines\nof purpose & <care>');
  await page.getByRole('button', { name: 'Create project' }).click();
  await errorAt(page, 'Name', 'Project name is required.');
  await expect(page.getByLabel('Description')).toHaveValue('Two lines\nof purpose & <care>');
});

test('a name that is taken is refused at the field, and what was typed stays', async ({ as }) => {
  const page = await as('agent');
  await makeProject(page, 'Bay Area “spring” & more');
  await page.goto('/numbers/projects/new');
  await page.getByLabel('Name').fill('Bay Area “spring” & more');
  await page.getByLabel('Description').fill('The second one');
  await page.getByRole('button', { name: 'Create project' }).click();
  await errorAt(page, 'Name', /already|taken|exists/i);
  await expect(page.getByLabel('Name')).toHaveValue('Bay Area “spring” & more');
  await expect(page.getByLabel('Description')).toHaveValue('The second one');
});

test('a project is found by a part of its name', async ({ company, as }) => {
  const page = await as('viewer');
  await company.project('North shore');
  await company.project('South shore');
  await company.project('Inland');
  await page.goto('/numbers');
  const projects = page.getByRole('region', { name: 'Projects' });
  await expect(projects.getByRole('row')).toHaveCount(4);
  await page.getByLabel('Search by name').fill('SHORE');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL('/numbers?search=SHORE');
  await expect(projects.getByRole('link', { name: 'Inland' })).toHaveCount(0);
  await expect(projects.getByRole('row')).toHaveCount(3);
  await page.getByLabel('Search by name').fill('nothing like it');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('heading', { name: 'No project matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all projects' }).click();
  await expect(projects.getByRole('row')).toHaveCount(4);
});
