import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration, formatMoment, formatTicking } from './format-time.ts';

describe('times', () => {
  it.each([
    [-50, '0 ms'],
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [9_990, '9.9 s'],
    [10_000, '10 s'],
    [59_999, '59 s'],
    [60_000, '1m 00s'],
    [65_000, '1m 05s'],
    [3_599_999, '59m 59s'],
    [7_800_000, '2h 10m'],
    [90_000_000, '1d 1h'],
  ])('[U1] a span of %d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [-1, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [61_000, '1m 01s'],
  ])('[U1] a ticking span of %d ms reads %s', (ms, text) => {
    expect(formatTicking(ms)).toBe(text);
  });

  it.each([
    [-10, 'just now'],
    [4_999, 'just now'],
    [5_000, '5 s ago'],
    [60_000, '1 m ago'],
    [7_200_000, '2 h ago'],
    [172_800_000, '2 d ago'],
  ])('[U1] %d ms in the past reads %s', (ms, text) => {
    expect(formatAgo(ms)).toBe(text);
  });
});

it.each<[string, string, string]>([
  ['2026-11-30T08:00:00Z', 'Europe/Berlin', 'Mon 2026-11-30 09:00 UTC+1'],
  ['2026-07-31T22:30:00Z', 'Asia/Kolkata', 'Sat 2026-08-01 04:00 UTC+5:30'],
  ['2026-11-30T00:00:07Z', 'UTC', 'Mon 2026-11-30 00:00:07 UTC'],
  ['2026-11-30T08:00:00Z', 'Europe/Berl', 'Mon 2026-11-30 08:00 UTC'],
])('[U12] %s in %s is %s', (at, zone, text) => {
  expect(formatMoment(Date.parse(at), zone)).toBe(text);
});
