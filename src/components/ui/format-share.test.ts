import { expect, test } from 'vitest';
import { formatPoints, formatShare } from './format-share.ts';

test.each([
  [null, '–'],
  [0, '0 %'],
  [0.001, '<1 %'],
  [0.455, '46 %'],
  [1, '100 %'],
] as const)('[FP7] the share %s reads %s', (share, text) => expect(formatShare(share)).toBe(text));

test.each([
  [0.042, '+4.2 pp'],
  [-0.1, '−10.0 pp'],
  [0, '±0.0 pp'],
] as const)('[FP7] the difference %s reads %s', (difference, text) => expect(formatPoints(difference)).toBe(text));
