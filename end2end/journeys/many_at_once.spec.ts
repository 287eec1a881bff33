import { type APIRequestContext, request } from '@playwright/test';
import { Company, session } from '../company';
import { expect, test } from '../fixtures';

const READERS = 24;
const PAGES = 480;

test('many who read at once each get their own page', async ({ company, installation }) => {
  const other = await Company.found(installation, 'Somebody else');
  const theirs: { reader: APIRequestContext; path: string; title: string }[] = [];
  for (const [owner, name] of [[company, 'Apples'], [other, 'Pears']] as const) {
    const project = await owner.project(name);
    const storageState = await session(installation, await owner.person('viewer'));
    const reader = await request.newContext({ baseURL: installation.address, storageState });
    theirs.push({ reader, path: `/numbers/projects/${project}`, title: `<title>${name} · Trunkline</title>` });
  }
  let next = 0;
  const wrong: string[] = [];
  const read = async () => {
    for (let page = next++; page < PAGES; page = next++) {
      const { reader, path, title } = theirs[page % theirs.length] ?? theirs[0]!;
      const answer = await reader.get(path, { headers: { accept: 'text/html' } });
      const text = await answer.text();
      if (!answer.ok() || !text.includes(title)) wrong.push(`${answer.status()} ${/<title>.*?<\/title>/.exec(text)?.[0]}`);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  expect(wrong).toEqual([]);
  for (const { reader } of theirs) await reader.dispose();
  await other.close();
});
