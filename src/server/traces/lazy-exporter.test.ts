import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('what is not used', () => {
  it('[OT1] neither OpenTelemetry nor the mailer is loaded by a process that does not need it', async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ['workers/main.ts'],
      outdir: 'unwritten',
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const lazy = imports.filter(({ path: name }) => /^(@opentelemetry\/|nodemailer)/.test(name));
    expect(new Set(lazy.map(({ kind }) => kind))).toEqual(new Set(['dynamic-import']));
    expect(lazy.length).toBeGreaterThanOrEqual(4);
  });
});
