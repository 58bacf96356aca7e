// The real supervisor with stand-ins for what it runs. --only as in bin/start.mjs; --broken: the worker cannot run.
import path from 'node:path';
import { startHive } from '../../../bin/supervisor.mjs';

const stand = (name) => path.join(import.meta.dirname, `${name}.mjs`);
const worker = process.argv.includes('--broken') ? 'broken-worker' : 'worker';
const only = process.argv[2] === '--only' ? process.argv[3] : undefined;
process.exit(
  await startHive({
    root: path.resolve(import.meta.dirname, '../../..'),
    env: process.env,
    nodeEnv: 'production',
    only,
    build: async () => {},
    web: () => ({ command: { file: stand('web') }, graceMs: 2_500 }),
    worker: { command: { file: stand(worker) }, graceMs: 8_000, tellsReady: true },
  }),
);
