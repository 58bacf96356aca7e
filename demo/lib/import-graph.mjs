// Which file imports which, for TypeScript, JavaScript and Python. Specifiers are resolved among the repository's own files only.

import { loadTypeScript, parseSource } from './function-spans.mjs';

const JS_ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.d.mts'];
const INDEXES = ['/index.ts', '/index.tsx', '/index.js', '/index.mjs', '/index.jsx'];

/**
 * @param {string} path
 * @param {string} text
 * @returns {Array<{specifier: string, line: number, typeOnly: boolean}> | null} null when the text cannot be parsed
 */
export function findImports(path, text) {
  return path.endsWith('.py') ? pythonImports(text) : scriptImports(path, text);
}

function scriptImports(path, text) {
  const ts = loadTypeScript();
  const source = parseSource(path, text);
  if (!source) return null;
  const imports = [];
  const add = (node, specifier, typeOnly) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    imports.push({ specifier: specifier.text, line, typeOnly });
  };
  const open = [source];
  for (let node = open.pop(); node; node = open.pop()) {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(ts, node.importClause));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && isImportCall(ts, node)) add(node, node.arguments[0], false);
    ts.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  return imports.sort((a, b) => a.line - b.line);
}

/** Erased by the compiler: such an import cannot take part in a cycle at run time. */
function isTypeOnly(ts, clause) {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  return (
    !clause.name &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((e) => e.isTypeOnly)
  );
}

function isImportCall(ts, node) {
  const callee = node.expression;
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function pythonImports(text) {
  const imports = [];
  for (const [index, line] of text.split('\n').entries()) {
    const from = /^\s*from\s+([.\w]+)\s+import\s+\(?\s*(\w+)?/.exec(line);
    const plain = /^\s*import\s+([\w.]+(?:\s*,\s*[\w.]+)*)/.exec(line);
    if (from) imports.push({ specifier: from[1], member: from[2], line: index + 1, typeOnly: false });
    else if (plain) for (const name of plain[1].split(',')) imports.push({ specifier: name.trim(), line: index + 1, typeOnly: false });
  }
  return imports;
}

/**
 * @param {string[]} paths all files of the repository
 * @param {{aliases: Array<{prefix: string, target: string}>, packages: Map<string, string>}} names alias prefixes of tsconfig `paths`;
 *   folders by the package names of the repository's own manifests
 * @returns {(from: string, found: {specifier: string, member?: string}) => string | null} null: not a file of the repository
 */
export function createResolver(paths, { aliases, packages }) {
  const known = new Set(paths);
  const asScript = (base) => {
    const direct = [...JS_ENDINGS.map((ending) => base + ending), ...INDEXES.map((index) => base + index)].find((path) => known.has(path));
    if (direct) return direct;
    // `./x.js` may be written for x.ts.
    const stem = base.replace(/\.([mc]?)jsx?$/, '.$1ts');
    return stem !== base && known.has(stem) ? stem : stem !== base && known.has(`${stem}x`) ? `${stem}x` : null;
  };
  return (from, { specifier, member }) => {
    if (from.endsWith('.py')) return resolvePython(known, { from, specifier, member });
    if (specifier.startsWith('.')) return asScript(joinPath(parentOf(from), specifier));
    for (const { prefix, target } of aliases) {
      if (specifier.startsWith(prefix)) {
        const found = asScript(joinPath(target, specifier.slice(prefix.length)));
        if (found) return found;
      }
    }
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    const folder = packages.get(name);
    if (folder === undefined) return null;
    const rest = specifier.slice(name.length);
    return asScript(joinPath(folder, `.${rest}`)) ?? asScript(joinPath(folder, `src${rest}`));
  };
}

function resolvePython(known, { from, specifier, member }) {
  const dots = /^\.*/.exec(specifier)[0].length;
  const parts = specifier.slice(dots).split('.').filter(Boolean);
  let base = parentOf(from);
  for (let i = 1; i < dots; i++) base = parentOf(base);
  const starts = dots > 0 ? [base] : ['', 'src', parentOf(from)];
  for (const start of starts) {
    const module = [start, ...parts].filter(Boolean).join('/');
    const candidates = [member && `${module}/${member}.py`, `${module}.py`, `${module}/__init__.py`];
    const found = candidates.find((path) => path && path !== from && known.has(path));
    if (found) return found;
  }
  return null;
}

/**
 * Groups of files that import each other in a circle (strongly connected, Tarjan, without recursion).
 *
 * @param {Map<string, Set<string>>} graph
 * @returns {string[][]} each sorted; the largest first
 */
export function findCycles(graph) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const onStack = new Set();
  const cycles = [];
  const enter = (node) => {
    order.set(node, order.size);
    low.set(node, order.get(node));
    stack.push(node);
    onStack.add(node);
    return { node, next: [...(graph.get(node) ?? [])][Symbol.iterator]() };
  };
  for (const root of graph.keys()) {
    if (order.has(root)) continue;
    const path = [enter(root)];
    while (path.length > 0) {
      const { node, next } = path.at(-1);
      const { value: target, done } = next.next();
      if (!done) {
        if (!order.has(target)) path.push(enter(target));
        else if (onStack.has(target)) low.set(node, Math.min(low.get(node), order.get(target)));
        continue;
      }
      path.pop();
      if (path.length > 0) low.set(path.at(-1).node, Math.min(low.get(path.at(-1).node), low.get(node)));
      if (low.get(node) === order.get(node)) {
        const group = stack.splice(stack.lastIndexOf(node));
        for (const member of group) onStack.delete(member);
        if (group.length > 1 || graph.get(node)?.has(node)) cycles.push(group.sort());
      }
    }
  }
  return cycles.sort((a, b) => b.length - a.length || (a[0] < b[0] ? -1 : 1));
}

export function parentOf(path) {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Joins and normalises; what leads above the repository stays there and matches no file. */
export function joinPath(folder, relative) {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return '..';
      parts.pop();
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
