import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CATALOGUE, MEASURE_NAMES } from '../../core/metrics/catalogue.ts';
import { FIGURES } from '../../core/metrics/figures.ts';
import { TARGETS } from '../../core/metrics/targets.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { overviewRoutes } from './routes/overview.ts';

interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  propertyNames?: { enum?: string[] };
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  $defs?: Record<string, JsonSchema>;
}

/** The names of all numbers that a schema allows; keys of a record are names, too. */
function numbersOf(schema: JsonSchema, name: string): string[] {
  const { type, properties = {}, propertyNames, additionalProperties, items, anyOf = [] } = schema;
  const number = [type].flat().some((each) => each === 'number' || each === 'integer') ? [name] : [];
  const inside = typeof additionalProperties === 'object' ? additionalProperties : {};
  return [
    ...number,
    ...Object.entries(properties).flatMap(([key, value]) => numbersOf(value, key)),
    ...(propertyNames?.enum ?? []).flatMap((key) => numbersOf(inside, key)),
    ...(items === undefined ? [] : numbersOf(items, name)),
    ...anyOf.flatMap((each) => numbersOf(each, name)),
  ];
}

const SHOWN = ['/metrics', '/performance/validate', '/overview'];
const shown = [...metricsRoutes, ...overviewRoutes].flatMap(({ path, responses }) => {
  const { schema } = responses[200] as { schema?: z.ZodType };
  if (!SHOWN.includes(path) || schema === undefined) return [];
  // A schema with an id is a reference to its definition.
  const { $defs = {}, ...whole } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema;
  const json = Object.values($defs)[0] ?? whole;
  return [{ path, json, numbers: numbersOf(json, '') }];
});

describe('numbers that are shown', () => {
  test.each(shown)('[MS12] every number of $path is a measure or a figure with a definition', ({ numbers }) => {
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.filter((name) => !(name in CATALOGUE) && !(name in FIGURES))).toEqual([]);
  });

  test('[MS12] every figure, every measure of orchestration and every target is told of by one of them', () => {
    expect(shown.map(({ path }) => path).sort()).toEqual([...SHOWN].sort());
    const all = new Set(shown.flatMap(({ numbers }) => numbers));
    expect(Object.keys(FIGURES).filter((name) => !all.has(name))).toEqual([]);
    const verdict = shown.find(({ path }) => path === '/performance/validate')?.json;
    expect(verdict?.properties?.target_results?.propertyNames?.enum).toEqual([...TARGETS]);
  });

  test('[MS12] no figure has the name of a measure, so that a name means one thing', () => {
    expect(MEASURE_NAMES.filter((name) => name in FIGURES)).toEqual([]);
  });
});
