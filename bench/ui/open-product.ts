import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startProduct } from '../engine/start-product.ts';

export interface OpenProduct {
  url: string;
  databaseUrl: string;
  apiKey: string;
  /** Who may sign in. */
  admin: { email: string; password: string };
  stop(): Promise<void>;
}

/** The built product with its bench pages open, in a folder of its own that goes with it. */
export async function openProduct(root: string, say: (line: string) => void): Promise<OpenProduct> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-bench-ui-'));
  // PostgreSQL may run as another user and has to pass.
  fs.chmodSync(home, 0o711);
  say('starting the product');
  const admin = { email: 'admin@hive.test', password: randomBytes(12).toString('hex') };
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: '',
    HIVE_DATA_DIR: path.join(home, 'data'),
    HIVE_DEMO: '0',
    HIVE_BENCH_PAGES: '1',
    HIVE_ADMIN_EMAIL: admin.email,
    HIVE_ADMIN_PASSWORD: admin.password,
    HIVE_API_KEY: `hive_${randomBytes(16).toString('hex')}`,
    LOG_LEVEL: 'error',
  };
  const { databaseUrl, web, stop } = await startProduct({ root, home, env });
  return {
    url: web?.url ?? '',
    databaseUrl,
    apiKey: env.HIVE_API_KEY,
    admin,
    async stop() {
      await stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}
