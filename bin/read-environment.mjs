// A short-lived child of the supervisor: parses the environment with the one schema that web and workers use (src/server/env.ts).
// A child, so that the supervisor never loads zod or the bundler. Reports over IPC: { values } or { faults: ["PORT: ..."] }.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SCHEMA = fileURLToPath(new URL('../src/server/env.ts', import.meta.url));

const { outputFiles } = await build({
  entryPoints: [SCHEMA],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  minify: true,
  logLevel: 'error',
});
const { envSchema } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
const parsed = envSchema.partial({ DATABASE_URL: true }).safeParse(given);
const report = parsed.success
  ? { values: parsed.data }
  : { faults: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
process.send(report, () => process.exit(0));
