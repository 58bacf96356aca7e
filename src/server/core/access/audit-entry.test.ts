import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { auditDetail, auditText } from './audit-entry.ts';

const ENTRY = { at: '2026-01-02T03:04:05.678Z', actor: 'a', action: 'b', subject: 'c', detail: { x: 1 }, ip: null, prevHash: '0' };

describe('audit entry', () => {
  it('[X9] has one text whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned as JsonObject)).toBe(canonicalJson(value as JsonObject));
      }),
    );
  });

  it.each(['at', 'actor', 'action', 'subject', 'detail', 'ip', 'prevHash'] as const)(
    '[X9] has another text when its %s changes',
    (field) => {
      const value = field === 'detail' ? { x: 2 } : 'other';
      expect(auditText({ ...ENTRY, [field]: value })).not.toBe(auditText(ENTRY));
    },
  );

  it('[X10] keeps no values of secret-sounding names', () => {
    const detail = {
      name: 'n',
      password: 'p',
      config: { headers: { Authorization: 'b' }, api_key: 'k', apiKey: 'k', list: [{ clientSecret: 's' }] },
    };
    const text = JSON.stringify(auditDetail(detail));
    expect(JSON.parse(text)).toEqual({
      name: 'n',
      password: '[redacted]',
      config: {
        headers: { Authorization: '[redacted]' },
        api_key: '[redacted]',
        apiKey: '[redacted]',
        list: [{ clientSecret: '[redacted]' }],
      },
    });
  });

  it('[X10] keeps nothing that storage refuses', () => {
    const nested = Array.from({ length: 50 }).reduce<JsonValue>((inner) => ({ inner }), 'x');
    const kept = JSON.stringify(auditDetail({ nul: 'a\u0000b', lone: '\ud800', long: 'x'.repeat(10_000), nested }));
    expect(kept).not.toMatch(/\\u0000|\\ud800/);
    expect(kept.length).toBeLessThan(2_500);
  });
});
