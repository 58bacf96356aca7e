import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MalformedError } from '../../core/errors.ts';
import { defineRoute, type HttpMethod } from './define-route.ts';
import { createRouteTable } from './match-route.ts';

const routeOf = (method: HttpMethod, path: `/${string}`) =>
  defineRoute({
    method,
    path,
    role: 'public',
    tag: 't',
    summary: 's',
    responses: { 204: { description: 'd' } },
    handle: async () => ({ status: 204 }),
  });

const table = createRouteTable([
  routeOf('GET', '/agents'),
  routeOf('GET', '/agents/{id}'),
  routeOf('DELETE', '/agents/{id}'),
  routeOf('GET', '/agents/overloaded'),
  routeOf('POST', '/agents/{agent}/drain'),
]);

describe('route table', () => {
  it.each([
    ['GET', '/agents', '/agents', {}],
    ['GET', '/agents/7', '/agents/{id}', { id: '7' }],
    ['GET', '/agents/overloaded', '/agents/overloaded', {}],
    ['DELETE', '/agents/overloaded', '/agents/{id}', { id: 'overloaded' }],
    ['POST', '/agents/a%2Fb%20c/drain', '/agents/{agent}/drain', { agent: 'a/b c' }],
  ])('[P2] finds %s %s', (method, path, expected, params) => {
    const match = table.match(method, path);
    expect(match).toMatchObject({ found: true, params });
    expect(match.found && match.route.path).toBe(expected);
  });

  it.each([
    ['GET', '/nothing', []],
    ['GET', '/agents/7/drain/more', []],
    ['GET', '/agents//drain', []],
    ['GET', '', []],
    ['GET', `/${'a/'.repeat(10_000)}`, []],
    ['PUT', '/agents/7', ['DELETE', 'GET']],
    ['GET', '/agents/7/drain', ['POST']],
  ])('[P2] answers %s %s with the methods that the path has', (method, path, allow) => {
    expect(table.match(method, path)).toEqual({ found: false, allow });
  });

  it.each(['/agents/%', '/agents/%zz', '/agents/%c3%28', '/agents/a%00b'])('[P2] refuses the path %s as malformed', (path) => {
    expect(() => table.match('GET', path)).toThrow(MalformedError);
  });

  it('[P2] refuses two routes of one method and path', () => {
    expect(() => createRouteTable([routeOf('GET', '/a/{x}'), routeOf('GET', '/a/{y}')])).toThrow('two routes');
  });
});

describe('route declaration', () => {
  it('[P3] parses path and query strictly before anything is done', () => {
    const route = defineRoute({
      method: 'GET',
      path: '/x/{id}',
      role: 'public',
      tag: 't',
      summary: 's',
      params: z.strictObject({ id: z.uuid() }),
      query: z.object({ limit: z.string().optional() }),
      responses: { 204: { description: 'd' } },
      handle: async () => ({ status: 204 }),
    });
    const raw = { context: {} as never, meta: {} as never, body: undefined, wire: {} as never };
    const id = '0192f3a4-5b6c-7d8e-9f00-112233445566';
    expect(() => route.prepare({ ...raw, params: { id: 'no' }, query: {} })).toThrow(MalformedError);
    expect(() => route.prepare({ ...raw, params: { id }, query: { lmit: '3' } })).toThrow(MalformedError);
    expect(route.prepare({ ...raw, params: { id }, query: { limit: '3' } })).toBeTypeOf('function');
  });
});
