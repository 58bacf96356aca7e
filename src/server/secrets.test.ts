import { describe, expect, it } from 'vitest';
import { UnavailableError } from './core/errors.ts';
import { openSecret, sealSecret } from './secrets.ts';

const KEY = 'a-key-of-at-least-32-characters-long';
const owner = { id: '019a0000-0000-7000-8000-000000000001', name: 'openai' };

describe('sealed secrets', () => {
  it('[F11] opens where it was sealed, and never seals the same twice', () => {
    const sealed = sealSecret(KEY, owner, 'sk-ü');
    expect(openSecret(KEY, owner, sealed)).toBe('sk-ü');
    expect(sealSecret(KEY, owner, 'sk-ü').ciphertext.equals(sealed.ciphertext)).toBe(false);
    expect(sealed.ciphertext.includes('sk-')).toBe(false);
  });

  it.each([
    ['another row', { ...owner, id: '019a0000-0000-7000-8000-000000000002' }],
    ['another name', { ...owner, name: 'other' }],
  ])('[F11] does not open in %s', (_, elsewhere) => {
    expect(() => openSecret(KEY, elsewhere, sealSecret(KEY, owner, 'x'))).toThrow(UnavailableError);
  });

  it('[F11] does not open under another key, changed, cut short, or without a key', () => {
    const sealed = sealSecret(KEY, owner, 'x');
    const changed = Buffer.from(sealed.ciphertext);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => openSecret(`${KEY}!`, owner, sealed)).toThrow(/another HIVE_SECRET/);
    expect(() => openSecret(KEY, owner, { ...sealed, ciphertext: changed })).toThrow(/damaged/);
    expect(() => openSecret(KEY, owner, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 20) })).toThrow(/damaged/);
    expect(() => openSecret(undefined, owner, sealed)).toThrow(/HIVE_SECRET is not set/);
  });
});
