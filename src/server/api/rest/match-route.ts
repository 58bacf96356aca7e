import { MalformedError } from '../../core/errors.ts';
import type { Route } from './define-route.ts';

interface TrieNode {
  fixed: Map<string, TrieNode>;
  /** The child for a `{name}` segment. Names may differ per method, so they are kept with the route. */
  any: TrieNode | null;
  routes: Map<string, { route: Route; names: string[] }>;
}

export type RouteMatch =
  | { found: true; route: Route; params: Record<string, string> }
  /** `allow` holds the methods that the path has; empty: there is no such path. */
  | { found: false; allow: string[] };

export interface RouteTable {
  /** O(length of the path). @throws MalformedError for broken percent escapes and NUL */
  match(method: string, path: string): RouteMatch;
}

const newNode = (): TrieNode => ({ fixed: new Map(), any: null, routes: new Map() });

function insert(root: TrieNode, route: Route): void {
  const names: string[] = [];
  let node = root;
  for (const segment of route.path.slice(1).split('/')) {
    if (segment.startsWith('{')) {
      names.push(segment.slice(1, -1));
      node.any ??= newNode();
      node = node.any;
    } else {
      const next = node.fixed.get(segment) ?? newNode();
      node.fixed.set(segment, next);
      node = next;
    }
  }
  if (node.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
  node.routes.set(route.method, { route, names });
}

function decode(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch {
    throw new MalformedError('the path holds a broken percent escape');
  }
  if (text.includes('\u0000')) throw new MalformedError('the path holds a NUL character');
  return text;
}

/** Every node that fits, fixed segments before parameters: "/agents/overloaded" wins over "/agents/{id}" where it has the method. */
function* fitting(node: TrieNode, segments: string[], values: string[]): Generator<{ node: TrieNode; values: string[] }> {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    if (node.routes.size > 0) yield { node, values };
    return;
  }
  const fixed = node.fixed.get(segment);
  if (fixed) yield* fitting(fixed, rest, values);
  if (node.any && segment !== '') yield* fitting(node.any, rest, [...values, segment]);
}

/** Builds the table. @throws Error when two routes share method and path */
export function createRouteTable(routes: Route[]): RouteTable {
  const root = newNode();
  for (const route of routes) insert(root, route);
  const depth = Math.max(0, ...routes.map((route) => route.path.split('/').length - 1));
  return {
    match(method, path) {
      const segments = path
        .replace(/^\//, '')
        .split('/', depth + 1)
        .map(decode);
      if (segments.length > depth) return { found: false, allow: [] };
      const allow = new Set<string>();
      for (const { node, values } of fitting(root, segments, [])) {
        const entry = node.routes.get(method);
        if (entry) {
          const params = Object.fromEntries(entry.names.map((name, index) => [name, values[index] ?? '']));
          return { found: true, route: entry.route, params };
        }
        for (const other of node.routes.keys()) allow.add(other);
      }
      return { found: false, allow: [...allow].sort() };
    },
  };
}
