import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DASHBOARDS, dashboardJson } from '../../scripts/write-dashboards.mjs';
import { FAMILIES, FAMILY_NAMES } from '../../src/server/core/metrics/exposition.ts';

const FOLDER = new URL('../../docs/prometheus/', import.meta.url);
const read = (path: string) => fs.readFileSync(new URL(path, FOLDER), 'utf8');

const PARTS = new Set(
  FAMILY_NAMES.flatMap((name) => (FAMILIES[name].type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name])),
);
/** Names of ours in an expression that nothing exposes. */
const unknownIn = (expr: string) => (expr.match(/orchestration_\w+/g) ?? []).filter((name) => !PARTS.has(name));
/** Labels that an expression asks for and no family of it has. */
const strangeLabels = (expr: string): string[] => {
  const families = FAMILY_NAMES.filter((name) => expr.includes(name));
  const known: string[] = [...families.flatMap((name) => [...FAMILIES[name].labels]), 'le', 'job'];
  const asked = [...expr.matchAll(/by \(([^)]*)\)|(\w+)(?:=~?|!=)"/g)].flatMap(([, by, label]) => (by ?? label ?? '').split(', '));
  return asked.filter((label) => !known.includes(label));
};

describe('dashboards as code', () => {
  test('[PM5] there are six, and the files are what the script writes', () => {
    expect(DASHBOARDS).toHaveLength(6);
    expect(fs.readdirSync(new URL('grafana/dashboards', FOLDER)).sort()).toEqual(DASHBOARDS.map(({ uid }) => `${uid}.json`).sort());
    for (const dashboard of DASHBOARDS) {
      expect(JSON.parse(read(`grafana/dashboards/${dashboard.uid}.json`)), dashboard.uid).toEqual(dashboardJson(dashboard));
    }
  });

  test('[PM5] every query asks for what is exposed, by labels it has', () => {
    for (const expr of DASHBOARDS.flatMap(({ panels }) => panels).flatMap(({ queries }) => Object.values(queries))) {
      expect([expr, unknownIn(expr), strangeLabels(expr)]).toEqual([expr, [], []]);
    }
  });
});

const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Hive[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string().regex(/\.$/) }),
        }),
      ),
    }),
  ),
});

describe('alert rules as code', () => {
  test('[PM6] each asks for what is exposed and says what it means', () => {
    const rules = rulesSchema.parse(parse(read('alerts.yml'))).groups.flatMap((group) => group.rules);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { expr } of rules) expect([expr, unknownIn(expr), strangeLabels(expr)]).toEqual([expr, [], []]);
  });
});
