// A running Trunkline: how to reach it, how to run its commands, and a server of one's own to start and stop.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const binary = resolve(process.env.TRUNKLINE_BIN ?? join(root, 'target/debug/trunkline'));
const site = resolve(process.env.LEPTOS_SITE_ROOT ?? join(root, 'target/site'));
const logs = join(import.meta.dirname, 'test-results');

/** How long a server may take from its start to its address, and from its signal to its end. */
const PATIENCE = 60_000;

export class Installation {
  constructor(
    readonly address: string,
    readonly dataDir: string,
  ) {}

  /** Runs a command of the binary against the private database and answers what it prints. */
  async run(args: string[], stdin = ''): Promise<string> {
    return await new Promise((done, fail) => {
      const env = environment(this.address, this.dataDir);
      const child = execFile(binary, args, { env }, (error, stdout, stderr) => {
        if (error) fail(new Error(`trunkline ${args.join(' ')}: ${stderr || error.message}`));
        else done(stdout.trim());
      });
      child.stdin?.end(stdin);
    });
  }
}

/** A server with an empty data folder, on a free port, with its own private PostgreSQL. */
export class Server extends Installation {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #log: string;
  /** What it printed until it served: its address, and how to sign in where it made the demo company. */
  readonly welcome: string;

  private constructor(address: string, folder: string, log: string, process: ChildProcess, welcome: string) {
    super(address, join(folder, 'data'));
    this.#process = process;
    this.#folder = folder;
    this.#log = log;
    this.welcome = welcome;
  }

  static async start(name: string, ...options: string[]): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run scripts/build.sh test`);
    const folder = mkdtempSync(join(tmpdir(), 'trunkline-e2e-'));
    // Started by root, its PostgreSQL runs as another user, who has to find the way in.
    chmodSync(folder, 0o711);
    const address = `http://127.0.0.1:${await freePort()}`;
    mkdirSync(logs, { recursive: true });
    const log = join(logs, `${name}.log`);
    const env = environment(address, join(folder, 'data'));
    const child = spawn(binary, ['serve', ...options], { env, stdio: ['ignore', 'pipe', openSync(log, 'w')] });
    let said = '';
    child.stdout?.on('data', (piece) => (said += String(piece)));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the server ended at its start:\n${readFileSync(log, 'utf8')}`);
    });
    await Promise.race([ready(address), ended]);
    ended.catch(() => undefined);
    return new Server(address, folder, log, child, said);
  }

  /** Asks it to end, as a person does, and sees that its database has ended with it and that nothing failed inside. */
  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE);
    const [code] = await ended;
    clearTimeout(late);
    const running = existsSync(join(this.dataDir, 'postgres/postmaster.pid'));
    rmSync(this.#folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code}, see ${this.#log}`);
    if (running) throw new Error('the server has ended and left its database running');
    const faults = readFileSync(this.#log, 'utf8').split('\n').filter((line) => /\bERROR\b|panicked at/.test(line));
    if (faults.length > 0) throw new Error(`the server says of itself, in ${this.#log}:\n${faults.join('\n')}`);
  }
}

/** A provider that calls nobody, on a port of its own. */
export class Mock {
  #process: ChildProcess | undefined;

  private constructor(readonly address: string) {}

  /** One that has its address, and is not there yet: its signing key is shown when it is written down. */
  static async named(): Promise<Mock> {
    return new Mock(`http://127.0.0.1:${await freePort()}`);
  }

  /** Serves with this key; calls go a hundred times faster than the clock. */
  async start(signingKey: string, ...options: string[]): Promise<void> {
    const args = ['provider', 'mock', '--addr', new URL(this.address).host, '--signing-key', signingKey, '--time-factor', '100'];
    this.#process = spawn(binary, [...args, ...options], { stdio: 'ignore' });
    await ready(this.address, '/health');
  }

  /** What it says of itself. */
  async stats(): Promise<Record<string, unknown>> {
    return (await (await fetch(`${this.address}/api/stats`)).json()) as Record<string, unknown>;
  }

  async stop(): Promise<void> {
    if (this.#process === undefined) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process?.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(late);
  }
}

function environment(address: string, dataDir: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TRUNKLINE_ADDR: new URL(address).host,
    TRUNKLINE_DATA_DIR: dataDir,
    TRUNKLINE_LOG_FORMAT: 'text',
    // Journeys beside each other must not wait for each other's jobs.
    TRUNKLINE_WORKER_JOBS: '8',
    // The provider of a journey runs beside its server.
    TRUNKLINE_ALLOW_LOOPBACK_PROVIDERS: 'true',
    LEPTOS_SITE_ROOT: site,
  };
  // Whoever runs the journeys may have a database of their own in sight.
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'TRUNKLINE_PUBLIC_URL']) delete env[name];
  return env;
}

/** Waits until the server says that it is ready. */
async function ready(address: string, path = '/readyz'): Promise<void> {
  const late = Date.now() + PATIENCE;
  for (;;) {
    const answer = await fetch(`${address}${path}`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > late) throw new Error(`${address} is not ready: ${answer?.status ?? 'no answer'}`);
    await pause(100);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
