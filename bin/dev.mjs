// npm run dev: the same database and the same guarantees, on sources: next dev and tsx watch. Data in .hive/dev.
import { createRequire } from 'node:module';
import path from 'node:path';
import { copySwagger } from '../scripts/copy-swagger.mjs';
import { loadDotEnv, startHive } from './supervisor.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const GRACE_MS = 5_000;
const DEVELOPER = 'developer@localhost.local';
const require = createRequire(import.meta.url);

loadDotEnv(ROOT);

/** Next serves from a child of its own, whose first-start message does not reach us: the developer gets a fixed account. */
function developerAccount(data) {
  const email = process.env.HIVE_ADMIN_EMAIL || DEVELOPER;
  const password = process.env.HIVE_ADMIN_PASSWORD || data.secret('developer.password');
  process.stdout.write(`first account: ${email} ${password}\n`);
  return { HIVE_ADMIN_EMAIL: email, HIVE_ADMIN_PASSWORD: password, NEXT_TELEMETRY_DISABLED: '1' };
}

process.exit(
  await startHive({
    root: ROOT,
    env: process.env,
    nodeEnv: 'development',
    dataDirectory: process.env.HIVE_DATA_DIR || '.hive/dev',
    childEnv: developerAccount,
    build: async () => copySwagger(ROOT),
    web: ({ host, port }) => ({
      command: { file: require.resolve('next/dist/bin/next'), args: ['dev', '-H', host, '-p', port], cwd: ROOT },
      graceMs: GRACE_MS,
    }),
    // tsx runs the worker as a child of its own and does not pass its messages on, so nobody waits for them.
    worker: {
      command: { file: require.resolve('tsx/cli'), args: ['watch', '--clear-screen=false', 'workers/main.ts'], cwd: ROOT },
      graceMs: GRACE_MS,
    },
  }),
);
