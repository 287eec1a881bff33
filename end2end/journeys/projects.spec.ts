import { expect, test } from '../fixtures';
import { endsAs, errorAt, makeProject } from '../portal';

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
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL('/numbers?name.contains=SHORE');
  await expect(projects.getByRole('link', { name: 'Inland' })).toHaveCount(0);
  await expect(projects.getByRole('row')).toHaveCount(3);
  await page.getByLabel('Search by name').fill('nothing like it');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No project matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all projects' }).click();
  await expect(projects.getByRole('row')).toHaveCount(4);
});

test('a project is changed, and who would save over somebody else is told first', async ({ company, enter }) => {
  const project = await company.project('Spring');
  const agent = await company.person('agent');
  const [one, other] = [await enter(agent), await enter(agent)];
  await other.goto(`/numbers/projects/${project}/edit`);
  await one.goto('/numbers');
  await one.getByRole('region', { name: 'Projects' }).getByRole('link', { name: 'Planning' }).click();
  await one.getByRole('link', { name: 'Edit' }).click();
  await one.getByLabel('Target').fill('lots');
  await one.getByRole('button', { name: 'Save changes' }).click();
  await errorAt(one, 'Target · optional', 'This must be a whole number.');
  await one.getByLabel('Target').fill('2,000');
  await one.getByLabel('Status').selectOption({ label: 'Active' });
  await one.getByRole('button', { name: 'Save changes' }).click();
  await expect(one.getByText('0 of 2,000 · 0 %')).toBeVisible();
  await expect(one.getByText('Active').first()).toBeVisible();

  await other.getByLabel('Description').fill('Mine');
  await other.getByRole('button', { name: 'Save changes' }).click();
  await expect(other.getByText('Somebody changed this project after you opened it')).toBeVisible();
  await expect(other.getByText('Taken over from them: Status, Target.')).toBeVisible();
  await expect(other.getByLabel('Target')).toHaveValue('2000');
  await expect(other.getByLabel('Description')).toHaveValue('Mine');
  await other.getByLabel('Target').fill('3000');
  await other.getByRole('button', { name: 'Save changes' }).click();
  await expect(other.getByText('0 of 3,000 · 0 %')).toBeVisible();
});

test('a project is archived, found among the archived ones, and taken out again', async ({ company, as }) => {
  await company.project('Done with');
  const page = await as('agent');
  await page.goto('/numbers');
  await page.getByRole('region', { name: 'Projects' }).getByRole('link', { name: 'Planning' }).click();
  await page.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('Project “Done with” is archived')).toBeVisible();
  await page.goto('/numbers');
  await expect(page.getByRole('heading', { name: 'No projects' })).toBeVisible();
  await page.getByRole('link', { name: /^Archived/ }).click();
  await page.getByRole('region', { name: 'Projects' }).getByRole('link', { name: 'Archived' }).click();
  await page.getByRole('button', { name: 'Unarchive' }).click();
  await page.goto('/numbers');
  await expect(page.getByRole('link', { name: 'Done with' })).toBeVisible();
});

test('a project is deleted with its numbers once its name is typed', async ({ company, as, javaScriptEnabled }) => {
  const project = await company.project('Old & gone');
  await company.numbers(project, { area_code: '213', quantity: 60, fiction: true });
  const page = await as('agent');
  await page.goto(`/numbers/projects/${project}/overview`);
  await page.getByRole('link', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete the project and 60 numbers' }).click();
  await errorAt(page, 'Name of the project', 'Type the project’s name exactly as it stands above.');
  await page.getByLabel('Name of the project').fill('Old & gone');
  await page.getByRole('button', { name: 'Delete the project and 60 numbers' }).click();
  await expect(page.getByText('Project “Old & gone” is deleted with its 60 numbers.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No projects yet' })).toBeVisible();
  await page.goto('/jobs');
  await page.getByRole('link', { name: '60 numbers of the deleted project Old & gone' }).click();
  await endsAs(page, 'Done', javaScriptEnabled !== false);
});
