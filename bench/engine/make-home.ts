import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { probePort } from '../../bin/free-port.mjs';

export interface Home {
  /** A folder that nothing else uses. */
  folder: string;
  /** Of a product that lives there: on a free port of this machine, without the demo, with an admin key of its own. */
  env: NodeJS.ProcessEnv & { HIVE_API_KEY: string };
  remove(): void;
}

const isAlive = (pid: number) => fs.existsSync(`/proc/${pid}`);

/** A benchmark that was killed leaves its folder; its processes end with it. */
function removeLeftOvers(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = /^hive-bench-(\d+)-/.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function makeFolder(kept: string | undefined): string {
  if (kept === undefined) return fs.mkdtempSync(path.join(os.tmpdir(), `hive-bench-${process.pid}-`));
  fs.mkdirSync(kept, { recursive: true });
  return kept;
}

/** Room for a product that is started to be measured, and removed again; or a folder that is kept for the next time, absolute. */
export async function makeHome(kept?: string): Promise<Home> {
  removeLeftOvers();
  const folder = makeFolder(kept);
  // PostgreSQL may run as another user and has to pass.
  fs.chmodSync(folder, 0o711);
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    PORT: String(await probePort('127.0.0.1', 0)),
    HOST: '127.0.0.1',
    DATABASE_URL: '',
    REDIS_URL: '',
    HIVE_DATA_DIR: path.join(folder, 'data'),
    HIVE_API_KEY: `hive_${randomBytes(24).toString('base64url')}`,
    HIVE_DEMO: '0',
    LOG_LEVEL: 'warn',
  };
  const remove = () => {
    if (kept === undefined) fs.rmSync(folder, { recursive: true, force: true });
  };
  return { folder, env, remove };
}
