// Starts the server that the journeys share, and stops it when all of them are through.

import { Server } from './installation';

export default async function setup(): Promise<() => Promise<void>> {
  const server = await Server.start('server');
  process.env.E2E_ADDRESS = server.address;
  process.env.E2E_DATA_DIR = server.dataDir;
  return () => server.stop();
}
