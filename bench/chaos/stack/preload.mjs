// Preloaded into the processes of the product where a scenario asks for it (NODE_OPTIONS). On SIGUSR2 the main thread reads its order from
// the file named after its process id in CHAOS_ORDERS: { blockMs } keeps its event loop busy, { skewMs } sets its wall clock off.
import fs from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.CHAOS_ORDERS;

function skewClock(skewMs) {
  const RealDate = globalThis.Date;
  const now = () => RealDate.now() + skewMs;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

function block(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

if (folder && isMainThread) {
  process.on('SIGUSR2', () => {
    const { blockMs, skewMs } = JSON.parse(fs.readFileSync(path.join(folder, `${process.pid}.json`), 'utf8'));
    if (skewMs) skewClock(skewMs);
    if (blockMs) block(blockMs);
  });
}
