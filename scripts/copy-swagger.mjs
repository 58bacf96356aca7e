import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** The API page works without a network: its two files are served by us, from public/vendor/swagger. */
export function copySwagger(root) {
  const from = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const to = path.join(root, 'public/vendor/swagger');
  fs.mkdirSync(to, { recursive: true });
  for (const name of FILES) fs.copyFileSync(path.join(from, name), path.join(to, name));
}
