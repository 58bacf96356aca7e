// The gate of first loads: how much JavaScript each page asks for before anything of it works, compressed, read from the manifests of the
// build. What a page imports later (charts, editors, dialogs) is not in it.
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import zlib from 'node:zlib';

const BUILD = '.next';
const MANIFEST = '/page_client-reference-manifest.js';

// Kilobytes (1,000 bytes, gzip). React and Next alone are 133 of them; the frame is rail, palette, session, live feed and client.
const FRAMEWORK = 140;
const FRAME = 85;
/** What a page behind the frame may add to the two above. */
const OWN = 50;

/** Of pages that need less or more; one outside of the frame has to have its own. */
const OWN_OF = {
  '/page': 10,
  '/_not-found/page': 10,
  '/_global-error/page': 10,
  '/bench/graph/page': 60,
  '/sign-in/page': 40,
  '/(shell)/overview/page': 40,
  '/(shell)/runs/page': 40,
  '/(shell)/runs/[id]/page': 80,
  '/(shell)/workflows/new/page': 120,
  '/(shell)/workflows/[id]/edit/page': 120,
};
const allowedOwn = (route) => OWN_OF[route] ?? (route.startsWith('/(shell)/') ? OWN : undefined);

const read = (file) => fs.readFileSync(path.join(BUILD, file), 'utf8');
const sizes = new Map();
const sizeOf = (file) => {
  if (!sizes.has(file)) sizes.set(file, zlib.gzipSync(read(file)).length / 1_000);
  return sizes.get(file);
};
const weigh = (files) => [...files].reduce((sum, file) => sum + sizeOf(file), 0);

/** What a page asks for: of the framework, of the layouts around it, and its own. */
function readPage(folder) {
  const context = {};
  vm.runInNewContext(read(`${folder}${MANIFEST}`), { globalThis: context });
  const [[route, { entryJSFiles = {} }]] = Object.entries(context.__RSC_MANIFEST);
  const framework = new Set(JSON.parse(read(`${folder}/page/build-manifest.json`)).rootMainFiles);
  const [own, frame] = [new Set(), new Set()];
  for (const [entry, files] of Object.entries(entryJSFiles)) {
    for (const file of files.map((name) => name.replace(/^\/_next\//, ''))) {
      if (!framework.has(file)) (entry.endsWith('/page') ? own : frame).add(file);
    }
  }
  for (const file of frame) own.delete(file);
  return { route, framework: weigh(framework), frame: weigh(frame), own: weigh(own) };
}

const folders = fs
  .readdirSync(path.join(BUILD, 'server/app'), { recursive: true })
  .map((file) => `server/app/${file}`)
  .filter((file) => file.endsWith(MANIFEST))
  .map((file) => file.slice(0, -MANIFEST.length));
const pages = folders.map(readPage).sort((a, b) => (a.route < b.route ? -1 : 1));
const faults = [];

for (const { route, framework, frame, own } of pages) {
  const total = (framework + frame + own).toFixed(1).padStart(6);
  console.log(`${total} kB = ${framework.toFixed(1)} + ${frame.toFixed(1).padStart(4)} + ${own.toFixed(1).padStart(5)}  ${route}`);
  if (allowedOwn(route) === undefined) faults.push(`${route}: a page without a budget`);
  if (framework > FRAMEWORK) faults.push(`${route}: ${framework.toFixed(1)} kB of framework, ${FRAMEWORK} allowed`);
  if (frame > FRAME) faults.push(`${route}: ${frame.toFixed(1)} kB of layouts, ${FRAME} allowed`);
  if (own > allowedOwn(route)) faults.push(`${route}: ${own.toFixed(1)} kB of its own, ${allowedOwn(route)} allowed`);
}
if (pages.length === 0) faults.push('the build has no page');

for (const fault of faults) console.error(fault);
console.log(`${pages.length} pages, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
