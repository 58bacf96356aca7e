import fs from 'node:fs';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { envSchema } from '../../src/server/env.ts';

const dockerfile = fs.readFileSync('Dockerfile', 'utf8');
/** What the last stage takes from the one before, relative to the checkout. */
const copied = [...dockerfile.slice(dockerfile.lastIndexOf('\nFROM ')).matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(
  ([, path = '']) => path,
);

test('[S33] the image holds every file that a start reads', async () => {
  const entryPoints = ['bin/start.mjs', 'bin/read-environment.mjs', 'bin/deploy-schema.mjs', 'bin/web-server.mjs', 'src/server/env.ts'];
  const { metafile } = await build({
    entryPoints,
    ...{
      bundle: true,
      write: false,
      outdir: '.',
      metafile: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    },
  });
  const missing = Object.keys(metafile.inputs).filter((file) => !copied.some((path) => file === path || file.startsWith(`${path}/`)));
  expect(missing).toEqual([]);
});

/** The image's own, and what only a checkout has. */
const FIXED = new Set(['NODE_ENV', 'PORT', 'HIVE_ROOT', 'HIVE_DATA_DIR', 'HIVE_BENCH_PAGES', 'PATH', 'LANG', 'TZ']);

test('[S34] docker-compose.yml hands every setting on to web and workers', () => {
  const compose = parse(fs.readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, { environment: Record<string, string> }>;
  };
  const settings = Object.keys(envSchema.shape).filter((name) => !FIXED.has(name));
  for (const service of ['web', 'worker']) {
    const given = Object.keys(compose.services[service]?.environment ?? {});
    expect(given.filter((name) => !FIXED.has(name)).sort()).toEqual([...settings].sort());
  }
});
