import { describe, expect, it } from 'vitest';
import { createOpenApi } from './openapi.ts';
import { routes } from './routes/index.ts';

const document = createOpenApi(routes);

describe('OpenAPI document', () => {
  it('[P1] describes every route that is served, and no other', () => {
    const served = routes.map((route) => `${route.method} ${route.path}`).sort();
    const described = Object.entries(document.paths ?? {})
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
      .sort();
    expect(document.openapi).toBe('3.1.0');
    expect(described).toEqual(served);
  });

  it('[P1] gives every operation a name of its own, a summary, its security and its errors', () => {
    const operations = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item)) as {
      operationId: string;
      summary: string;
      security: unknown[];
      responses: Record<string, unknown>;
    }[];
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation.summary).not.toBe('');
      if (operation.security.length > 0) expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('[P1] declares every path parameter', () => {
    for (const route of routes) {
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(route.params?.shape ?? {}), `${route.method} ${route.path}`).toEqual(named);
    }
  });
});
