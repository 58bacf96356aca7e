import { expect, it } from 'vitest';
import { type PublishFacts, type PublishStep, planPublish } from './plan-publish.ts';

const STANDS: PublishFacts = { isContested: false, publishing: false, saving: false, settled: true, isRight: true, changed: false };

it.each<[string, Partial<PublishFacts>, PublishStep]>([
  ['what is stored is published', {}, 'publish'],
  ['what is not stored yet is stored first', { changed: true }, 'save'],
  ['no second save is made beside one that is on its way', { changed: true, saving: true }, 'wait'],
  ['what was typed a moment ago is checked first', { changed: true, settled: false, isRight: false }, 'wait'],
  ['what is wrong is refused', { changed: true, isRight: false }, 'refuse'],
  ['twice is once', { publishing: true }, 'nothing'],
  ['what somebody else stored is merged first', { changed: true, isContested: true }, 'nothing'],
])('[DE34] %s', (_, facts, step) => {
  expect(planPublish({ ...STANDS, ...facts })).toBe(step);
});
