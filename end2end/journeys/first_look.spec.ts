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
    const open = async (person: Person) => {
      const context = await browser.newContext({ baseURL: server.address, storageState: await session(server, person) });
      faults.watch(context);
      return await context.newPage();
    };
    const admin = await open(await company.person('owner', { platformAdmin: true }));
    const viewer = await open(await company.person('viewer'));
    for (const path of ['/', '/numbers', '/numbers/prefixes', '/jobs']) {
      await inspect(admin, path);
      await inspect(viewer, path);
    }
    await viewer.goto('/numbers/prefixes');
    await expect(viewer.getByRole('heading', { name: 'Nothing has been imported' })).toBeVisible();
    await expect(viewer.getByText('A platform admin imports')).toBeVisible();
    await admin.goto('/numbers/prefixes');
    await expect(admin.getByRole('link', { name: 'Import a file' }).first()).toBeVisible();
    await inspect(admin, `/numbers/projects/${await company.project('Empty')}`);
    await expect(admin.getByRole('heading', { name: 'No numbers yet' })).toBeVisible();
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
