import fs from 'node:fs';
import { parseEnv as parseDotEnv } from 'node:util';
import { expect, test } from 'vitest';
import { envSchema, parseEnv } from '../../src/server/env.ts';

/** Every system sets these itself; an empty TZ would not mean unset but UTC. */
const OF_THE_SYSTEM = new Set(['PATH', 'LANG', 'TZ']);
const VARIABLES = Object.keys(envSchema.shape).filter((name) => !OF_THE_SYSTEM.has(name));

const example = fs.readFileSync('.env.example', 'utf8');

test('[S2] .env.example names exactly the variables of the environment schema', () => {
  expect(Object.keys(parseDotEnv(example)).sort()).toEqual([...VARIABLES].sort());
});

test('[S2] .env.example says one line about each variable', () => {
  const paragraphs = example.split('\n\n').slice(1).join('\n').trim().split('\n');
  const kinds = paragraphs.map((line) => (line.startsWith('# ') ? 'comment' : 'variable'));
  expect(kinds).toEqual(VARIABLES.flatMap(() => ['comment', 'variable']));
});

test('[S2] .env.example, copied as it is, changes no default', () => {
  const needed = { DATABASE_URL: 'postgresql://127.0.0.1/hive' };
  expect(parseEnv({ ...parseDotEnv(example), ...needed })).toEqual(parseEnv(needed));
});
