import { Company, type Person, session } from '../company';
import { expect, test } from '../fixtures';
import { inspect } from '../inspect';
import { Server } from '../installation';
import { signIn } from '../portal';

// These start servers of their own: nothing may have been imported or made yet.

test('an empty house says on every page what it is and what to do', async ({ browser, faults }) => {
  const server = await Server.start('empty');
  try {
    const company = await Company.found(server, 'New here');
    const people = [await company.person('owner', { platformAdmin: true }), await company.person('viewer')] as const;
    const open = async (person: Person) => {
      const storageState = await session(server, person);
      const context = await browser.newContext({ baseURL: server.address, storageState });
      faults.watch(context);
      return await context.newPage();
    };
    for (const person of people) {
      const page = await open(person);
      for (const path of ['/', '/numbers', '/numbers/prefixes', '/jobs']) await inspect(page, path);
      await expect(page.getByRole('heading', { name: 'No jobs yet' })).toBeVisible();
      await page.goto('/numbers');
      await expect(page.getByRole('heading', { name: 'No projects yet' })).toBeVisible();
      await page.goto('/numbers/prefixes');
      await expect(page.getByRole('heading', { name: 'Nothing has been imported' })).toBeVisible();
      const ways = page.getByRole('link', { name: 'Import a file' });
      if (person === people[0]) await expect(ways.first()).toBeVisible();
      else await expect(ways).toHaveCount(0);
      await page.context().close();
    }
    const page = await open(people[0]);
    await inspect(page, `/numbers/projects/${await company.project('Empty')}`);
    await expect(page.getByRole('heading', { name: 'No numbers yet' })).toBeVisible();
    await company.close();
  } finally {
    // Before their server: a page that outlives it complains.
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  }
});

test('a first start prints an address and a sign-in that work', async ({ enter }) => {
  const server = await Server.start('demo', '--demo-if-empty');
  try {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(server.welcome)?.[0];
    expect(address).toBe(server.address);
    const [, email = '', password = ''] = /owner\s+(\S+@\S+)\s+(\S+)/.exec(server.welcome) ?? [];
    const page = await enter();
    await page.goto(`${address}/`);
    await signIn(page, { email, password });
    await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
    await expect(page.getByText('Demo Telephone Company').first()).toBeVisible();
    await page.goto('about:blank');
  } finally {
    await server.stop();
  }
});
