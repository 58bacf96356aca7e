import { expect, it } from 'vitest';
import { actorName } from './actor-name.ts';

const known = new Map([
  ['user:1', { name: 'Vera', gone: false }],
  ['user:2', { name: 'Max', gone: true }],
  ['key:3', { name: 'ci', gone: true }],
  ['key:4', { name: 'environment', gone: false }],
]);

it.each([
  ['user:1', 'Vera'],
  ['user:2', 'Max (removed)'],
  ['key:3', 'ci'],
  ['key:4', 'environment key'],
  ['system:sweep', 'system'],
  ['worker:0199-abcdef', 'worker …abcdef'],
  ['key:0199-9fa843', 'former key …9fa843'],
  ['user:0199-9fa843', 'former person …9fa843'],
])('[X22] %s is shown as %s', (id, name) => {
  expect(actorName(id, known)).toBe(name);
});
