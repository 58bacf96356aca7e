import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Running, StartPlan } from './stack-plan.ts';

/** Where the supervisor's PostgreSQL listens: it leaves port and password in its data directory. */
function databaseUrlOf(home: string): string {
  const read = (name: string) => fs.readFileSync(path.join(home, 'data', name), 'utf8');
  const { port } = JSON.parse(read('hive.json')) as { port: number };
  return `postgresql://hive:${read('postgres.password')}@127.0.0.1:${port}/hive`;
}

/** `npm start`, as a user runs it; resolves when it says that it is ready. */
export async function startProduct({ root, home, env }: Pick<StartPlan, 'root' | 'home' | 'env'>): Promise<Running> {
  const product = spawn(process.execPath, [path.join(root, 'bin/start.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(product, 'exit');
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: product.stdout }).on('line', (line) => {
      if (line.startsWith('ready ')) resolve(line.slice('ready '.length));
    });
  });
  const url = await Promise.race([ready, exited.then(() => null)]);
  if (url === null) throw new Error('the product ended before it was ready; its lines above say why');
  return {
    databaseUrl: databaseUrlOf(home),
    web: { url, apiKey: env.HIVE_API_KEY ?? '' },
    async stop() {
      product.kill('SIGTERM');
      await exited;
    },
  };
}
