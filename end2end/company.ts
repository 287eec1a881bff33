// A company with people, made by the commands and the REST interface that operators and programs use.

import { type APIRequestContext, expect, request } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import type { Installation } from './installation';

export type Role = 'owner' | 'admin' | 'agent' | 'viewer';

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** What a program asks to be generated, as the REST interface names it. */
export interface Wish {
  area_code: string;
  quantity: number;
  batch_size?: number;
  seed?: number;
  fiction?: boolean;
}

export class Company {
  #program: Promise<APIRequestContext> | undefined;

  private constructor(
    readonly installation: Installation,
    readonly name: string,
    readonly slug: string,
  ) {}

  /** Founds a company; its slug is its own, so that journeys never meet. */
  static async found(installation: Installation, name: string): Promise<Company> {
    const slug = `c${randomBytes(5).toString('hex')}`;
    await installation.run(['tenant', 'create', name, '--slug', slug]);
    return new Company(installation, name, slug);
  }

  /** Makes an account; `title` keeps two people of one role apart. */
  async person(role: Role, { title = role as string, platformAdmin = false } = {}): Promise<Person> {
    const email = `${title}@${this.slug}.test`;
    const person = { email, name: `Robin ${title}`, password: `pass phrase of ${this.slug}` };
    const options = ['--tenant', this.slug, '--email', email, '--name', person.name, '--role', role];
    if (platformAdmin) options.push('--platform-admin');
    await this.installation.run(['user', 'create', ...options, '--password-stdin'], person.password);
    return person;
  }

  /** Makes a project and answers its id. */
  async project(name: string): Promise<number> {
    const answer = await (await this.program()).post('/api/projects/', { data: { name } });
    expect(answer.status(), await answer.text()).toBeLessThan(300);
    return (await answer.json()).data.id;
  }

  /** A draft of a campaign, with a provider that is never asked. */
  async campaign(name: string): Promise<number> {
    const provider = { kind: 'http', url: 'https://voice.example.com', name: 'Voice' };
    const answer = await (await this.program()).post('/api/v1/campaigns/', { data: { name, provider } });
    expect(answer.status(), await answer.text()).toBe(201);
    return Number((await answer.json()).id);
  }

  /** Records that whoever has these numbers agreed to be called. */
  async consent(...numbers: string[]): Promise<void> {
    const program = await this.program();
    for (const phone_number of numbers) {
      const answer = await program.post('/api/v1/consents/', { data: { phone_number, kind: 'oral', source: 'The fair' } });
      expect(answer.status(), await answer.text()).toBeLessThan(300);
    }
  }

  /** Starts a job that generates numbers, and answers its id. */
  async generation(project: number, wish: Wish): Promise<string> {
    const data = { project_id: project, ...wish };
    const answer = await (await this.program()).post('/api/phone-generator/generate-numbers-enhanced/', { data });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()).data.task_id;
  }

  /** Generates numbers and waits until they are there. */
  async numbers(project: number, wish: Wish): Promise<string> {
    const job = await this.generation(project, wish);
    await this.ended(job);
    return job;
  }

  /** Waits until a job has ended well. */
  async ended(job: string): Promise<void> {
    const program = await this.program();
    const status = async () => (await (await program.get(`/api/phone-generator/tasks/${job}/progress/`)).json()).data.status;
    await expect.poll(status, { timeout: 60_000 }).toBe('completed');
  }

  async close(): Promise<void> {
    await (await this.#program)?.dispose();
  }

  /** A program's way in: the token of a person made for it. */
  program(): Promise<APIRequestContext> {
    this.#program ??= (async () => {
      const { email } = await this.person('owner', { title: 'program' });
      const token = await this.installation.run(['token', 'create', '--tenant', this.slug, '--user', email]);
      const headers = { Authorization: `Token ${token}` };
      return await request.newContext({ baseURL: this.installation.address, extraHTTPHeaders: headers });
    })();
    return this.#program;
  }
}

/** Signs somebody in and answers the cookies, as a browser keeps them. */
export async function session(installation: Installation, person: Person) {
  const visitor = await request.newContext({ baseURL: installation.address });
  const form = { email: person.email, password: person.password };
  const answer = await visitor.post('/forms/sign-in', { form, headers: { accept: 'text/html' }, maxRedirects: 0 });
  expect(answer.headers().location, `${person.email} is signed in`).toBe('/');
  const state = await visitor.storageState();
  await visitor.dispose();
  return state;
}
