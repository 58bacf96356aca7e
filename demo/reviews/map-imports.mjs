import { loadTypeScript } from '../lib/function-spans.mjs';
import { createResolver, findCycles, findImports, joinPath, parentOf } from '../lib/import-graph.mjs';
import { isGenerated, isTest } from '../lib/language.mjs';
import { openSnapshot, readTexts } from '../lib/snapshot.mjs';

const MODULE = /\.([mc]?[jt]sx?|py)$/i;
/** Most modules of one graph; a larger repository is measured in part, and says so. */
const MAX_MODULES = 8_000;
const LISTED = 20;
/** Files that frameworks, tools and people start by their place or name: nothing has to import them. */
const ENTRY_POINT =
  /(^|\/)(bin|scripts?|tools?|bench|benchmarks|examples?|docs|migrations|pages|agents|public)\/|(^|\/)app\/(.*\/)?(page|layout|route|loading|error|not-found|template|default|global-error|sitemap|robots|manifest)\.[jt]sx?$|(^|\/)(index|main|cli|server|setup|manage|conftest|instrumentation|middleware|proxy|__init__|__main__)\.[a-z]+$|\.config\.[a-z]+$|(^|\/)\.[^/]*|\.d\.[mc]?ts$|\.stories\./;

/**
 * The import graph of the whole repository: cycles at run time, files that nothing imports, the most imported files.
 *
 * @param {{path: string}} input
 * @param {(line: string) => void} log
 */
export async function mapImports(input, log) {
  const snapshot = await openSnapshot(input.path);
  const modules = snapshot.files.filter((file) => MODULE.test(file.path) && file.mode !== '120000' && !isGenerated(file.path));
  if (modules.length === 0) return { measured: false, reason: 'no TypeScript, JavaScript or Python file' };
  const read = modules.slice(0, MAX_MODULES);
  log(`reading the imports of ${read.length} modules`);
  const manifests = await readManifests(snapshot);
  const resolve = createResolver(
    snapshot.files.map((file) => file.path),
    manifests,
  );
  const graph = await buildGraph({ snapshot, files: read, resolve });
  const cycles = findCycles(graph.runtime);
  log(`${graph.edges} imports inside the repository, ${cycles.length} cycles`);
  const importers = countImporters(graph.all);
  const orphans = read
    .map((file) => file.path)
    .filter((path) => !importers.has(path) && !isTest(path) && !ENTRY_POINT.test(path) && !manifests.entries.has(path));
  return {
    measured: true,
    modules: read.length,
    unread_modules: modules.length - read.length + graph.unread,
    edges: graph.edges,
    cycle_count: cycles.length,
    cyclic_modules: cycles.reduce((sum, cycle) => sum + cycle.length, 0),
    cycles: cycles
      .slice(0, LISTED)
      .map((members) => ({ size: members.length, ...firstEdge(members, graph.lines), members: members.slice(0, 12) })),
    orphan_modules: orphans.length,
    orphans: orphans.slice(0, LISTED),
    most_imported: [...importers]
      .map(([path, count]) => ({ path, importers: count }))
      .sort((a, b) => b.importers - a.importers || (a.path < b.path ? -1 : 1))
      .slice(0, LISTED),
  };
}

async function buildGraph({ snapshot, files, resolve }) {
  const all = new Map();
  const runtime = new Map();
  const lines = new Map();
  let edges = 0;
  let unread = 0;
  for await (const { file, text } of readTexts(snapshot, files)) {
    const imports = text === null ? null : findImports(file.path, text);
    if (!imports) unread += 1;
    all.set(file.path, new Set());
    runtime.set(file.path, new Set());
    for (const found of imports ?? []) {
      const target = resolve(file.path, found);
      if (target === null) continue;
      edges += 1;
      all.get(file.path).add(target);
      if (found.typeOnly) continue;
      runtime.get(file.path).add(target);
      lines.set(`${file.path}\0${target}`, lines.get(`${file.path}\0${target}`) ?? found.line);
    }
  }
  return { all, runtime, lines, edges, unread };
}

function countImporters(graph) {
  const importers = new Map();
  for (const [from, targets] of graph) {
    for (const target of targets) if (target !== from) importers.set(target, (importers.get(target) ?? 0) + 1);
  }
  return importers;
}

/** Where to start reading a cycle: the first member's first import of another member. */
function firstEdge(members, lines) {
  for (const from of members) {
    for (const to of members) {
      const line = lines.get(`${from}\0${to}`);
      if (line !== undefined) return { from, to, line };
    }
  }
  return { from: members[0], to: members[0], line: 1 };
}

/** What the repository's own manifests say about names: data, never run. */
async function readManifests(snapshot) {
  const ts = loadTypeScript();
  const aliases = [];
  const packages = new Map();
  const entries = new Set();
  const manifests = snapshot.files.filter((file) => /(^|\/)(package|tsconfig|jsconfig)\.json$/.test(file.path) && !isGenerated(file.path));
  for await (const { file, text } of readTexts(snapshot, manifests)) {
    const parsed = text === null ? null : ts.parseConfigFileTextToJson(file.path, text).config;
    if (typeof parsed !== 'object' || parsed === null) continue;
    const folder = parentOf(file.path);
    if (file.path.endsWith('package.json')) {
      if (typeof parsed.name === 'string') packages.set(parsed.name, folder);
      for (const mentioned of JSON.stringify(parsed).matchAll(/[\w@./-]+\.[mc]?[jt]sx?\b/g)) entries.add(joinPath(folder, mentioned[0]));
    } else aliases.push(...readAliases(folder, parsed.compilerOptions));
  }
  return { aliases: aliases.sort((a, b) => b.prefix.length - a.prefix.length), packages, entries };
}

function readAliases(folder, options) {
  if (typeof options?.paths !== 'object' || options.paths === null) return [];
  const base = joinPath(folder, typeof options.baseUrl === 'string' ? options.baseUrl : '.');
  return Object.entries(options.paths).flatMap(([prefix, targets]) =>
    Array.isArray(targets) && typeof targets[0] === 'string' && prefix !== '*'
      ? [{ prefix: prefix.replace(/\*$/, ''), target: joinPath(base, targets[0].replace(/\*$/, '')) }]
      : [],
  );
}
