import fs from 'node:fs';
import { parseEnv as parseDotEnv } from 'node:util';
import { expect, test } from 'vitest';
import { envSchema, parseEnv } from '../../src/server/env.ts';

const example = fs.readFileSync('.env.example', 'utf8');

test('[S2] .env.example names exactly the variables of the environment schema', () => {
  expect(Object.keys(parseDotEnv(example)).sort()).toEqual(Object.keys(envSchema.shape).sort());
});

test('[S2] .env.example says one line about each variable', () => {
  const paragraphs = example.split('\n\n').slice(1).join('\n').trim().split('\n');
  const kinds = paragraphs.map((line) => (line.startsWith('# ') ? 'comment' : 'variable'));
  expect(kinds).toEqual(Object.keys(envSchema.shape).flatMap(() => ['comment', 'variable']));
});

test('[S2] .env.example, copied as it is, changes no default', () => {
  const needed = { DATABASE_URL: 'postgresql://127.0.0.1/hive' };
  expect(parseEnv({ ...parseDotEnv(example), ...needed })).toEqual(parseEnv(needed));
});
