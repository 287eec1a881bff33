// A line to the server that can be cut: a relay on a port of its own that hands every request on. The browser's own
// "offline" leaves open streams alone, and aborting requests in the browser never breaks one that has begun.

import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { Socket } from 'node:net';

/** How the line is: whole, dead, or such that requests come through and streams don't. */
export type State = 'whole' | 'cut' | 'without streams';

export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: State = 'whole';
  /** Streams that were asked for and did not come through. */
  refused = 0;

  private constructor(readonly target: URL) {
    this.#server = createServer((asked, answer) => this.#hand(asked, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async to(address: string): Promise<Relay> {
    const relay = new Relay(new URL(address));
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the relay is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Changes the line; whatever is under way on it breaks off. */
  set(state: State): void {
    this.#state = state;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.set('cut');
    this.#server.close();
    await once(this.#server, 'close');
  }

  #hand(asked: IncomingMessage, answer: ServerResponse): void {
    const stream = new URL(asked.url ?? '/', this.target).pathname === '/live';
    if (stream && this.#state !== 'whole') this.refused += 1;
    if (this.#state === 'cut' || (stream && this.#state === 'without streams')) {
      asked.socket.destroy();
      return;
    }
    const { hostname, port } = this.target;
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    // Whoever goes away on one side is gone on the other.
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }
}
