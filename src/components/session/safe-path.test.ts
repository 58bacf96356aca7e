import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

describe('where a sign-in leads to', () => {
  it.each(['/', '/runs', '/runs/1?tab=output&task=a%20b#x', '/workflows/%2F%2Fevil.example'])('[X23] %j is followed', (path) => {
    expect(safePath(path)).toBe(path);
  });

  it.each([
    null,
    '',
    'runs',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
  ])('[X23] %j leads to the overview', (path) => {
    expect(safePath(path)).toBe('/overview');
  });

  it('[X23] nothing leads to another site', () => {
    const text = fc.string({
      unit: fc.constantFrom('/', '\\', '\t', '\n', '\r', '.', '@', ':', '?', '#', 'a', 'evil.example', ' ', '%2f'),
    });
    fc.assert(
      fc.property(text, (path) => {
        expect(new URL(safePath(path), 'http://hive.example').origin).toBe('http://hive.example');
      }),
    );
  });
});
