import { Company } from '../company';
import { expect, test } from '../fixtures';

test('another company’s project and job are nowhere to be found', async ({ company, as, enter, installation, faults }) => {
  faults.expect(/ 40[04] |status of 40[04]/);
  const project = await company.project('Ours alone');
  const job = await company.numbers(project, { area_code: '907', quantity: 100 });
  const ours = await as('owner');
  for (const path of [`/numbers/projects/${project}`, `/jobs/${job}`]) {
    expect((await ours.goto(path))?.status(), `${path} for those it belongs to`).toBe(200);
  }
  const stranger = await Company.found(installation, 'Stranger & Sons');
  const theirs = await enter(await stranger.person('owner'));
  for (const path of [
    `/numbers/projects/${project}`,
    `/numbers/projects/${project}/generate`,
    `/numbers/projects/${project}?open=1`,
    `/jobs/${job}`,
  ]) {
    const answer = await theirs.goto(path);
    expect(answer?.status(), `${path} for a stranger`).toBe(404);
    await expect(theirs.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
    await expect(theirs.getByText('Ours alone')).toHaveCount(0);
  }
  const asked = [
    `/live/snapshot?topics=job:${job}`,
    `/live?topics=job:${job}`,
    `/forms/capacity?project_id=${project}&area_code=907&carrier_filter=&type_filter=&fiction=`,
  ];
  for (const path of asked) expect((await theirs.request.get(path)).status(), `${path} for a stranger`).toBe(404);
  for (const form of ['job-cancel', 'job-retry']) {
    const answer = await theirs.request.post(`/forms/${form}`, { form: { id: job }, maxRedirects: 0 });
    expect(answer.status(), `${form} by a stranger`).toBe(404);
  }
  await theirs.goto('/jobs');
  await expect(theirs.getByRole('heading', { name: 'No jobs yet' })).toBeVisible();
  await theirs.goto('/numbers');
  await expect(theirs.getByRole('heading', { name: 'No projects yet' })).toBeVisible();
  await stranger.close();
});

test('an address that leads nowhere says so, with the request’s id and a way back', async ({ as, faults }) => {
  faults.expect(/ 404 |status of 404/);
  const page = await as('viewer');
  for (const path of ['/nowhere', '/numbers/projects/0', '/numbers/projects/none', '/jobs/none']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page).toHaveTitle('There is nothing here · Trunkline');
    await expect(page.getByRole('definition').filter({ hasText: /^404$/ })).toBeVisible();
    await expect(page.getByRole('definition').filter({ hasText: /^[0-9a-f]{32}$/ })).toBeVisible();
  }
  await page.getByRole('link', { name: 'Go to the dashboard' }).click();
  await expect(page).toHaveURL('/');
});

test('a page that a role does not open says which one does', async ({ company, as, faults }) => {
  faults.expect(/ 403 |status of 403/);
  const project = await company.project('Look, don’t touch');
  const page = await as('viewer');
  for (const path of ['/numbers/projects/new', `/numbers/projects/${project}/generate`]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(403);
    await expect(page.getByRole('heading', { level: 1, name: 'This is not open to you' })).toBeVisible();
    await expect(page.getByText('takes the role agent or above')).toBeVisible();
    await expect(page.getByRole('definition').filter({ hasText: /^[0-9a-f]{32}$/ })).toBeVisible();
  }
  await page.goto(`/numbers/projects/${project}`);
  await expect(page.getByRole('heading', { name: 'No numbers yet' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Generate numbers' })).toHaveCount(0);
});
