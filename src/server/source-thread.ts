import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a worker thread from a bundle (.mjs) or, in development and in tests, from its source: Node 20 reads no TypeScript, and a thread
 * inherits no loader, so tsx is registered first.
 */
export function startThread(url: URL, options: WorkerOptions): Worker {
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options);
  const register = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const source = `import(${register}).then((tsx) => { tsx.register(); return import(${JSON.stringify(url.href)}); });`;
  return new Worker(source, { ...options, eval: true });
}
