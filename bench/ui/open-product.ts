import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startProduct } from '../engine/start-product.ts';

export interface OpenProduct {
  url: string;
  stop(): Promise<void>;
}

/** The built product with its bench pages open, in a folder of its own that goes with it. */
export async function openProduct(root: string, say: (line: string) => void): Promise<OpenProduct> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-bench-ui-'));
  say('starting the product');
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    HIVE_DATA_DIR: path.join(home, 'data'),
    HIVE_DEMO: '0',
    HIVE_BENCH_PAGES: '1',
    LOG_LEVEL: 'error',
  };
  const running = await startProduct({ root, home, env });
  return {
    url: running.web?.url ?? '',
    async stop() {
      await running.stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}
