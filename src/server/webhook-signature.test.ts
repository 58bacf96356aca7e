import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findForgery, newWebhookSecret, type SignedDelivery, signDelivery } from './webhook-signature.ts';

const NOW = 1_800_000_000;
const body = (text: string) => new TextEncoder().encode(text);
const delivery: SignedDelivery = { id: 'msg_1', timestamp: String(NOW), body: body('{"a":1}') };

it('[WE10] signs as the published example does', () => {
  const example = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330', body: body('{"test": 2432232314}') };
  expect(signDelivery('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', example)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it('[WE10] believes what was signed, also beside other signatures', () => {
  const secret = newWebhookSecret();
  const signatures = `v1a,xyz v1,AAAA ${signDelivery(secret, delivery)}`;
  expect(findForgery(secret, delivery, { signatures, nowSeconds: NOW })).toBeNull();
  expect(findForgery(secret, delivery, { signatures, nowSeconds: NOW + 300 })).toBeNull();
});

it('[WE10] any change to id, time, body, secret or signature is refused', () => {
  const secret = newWebhookSecret();
  const signatures = signDelivery(secret, delivery);
  const refused = (over: Partial<SignedDelivery>, more: { secret?: string; signatures?: string; nowSeconds?: number } = {}) =>
    findForgery(more.secret ?? secret, { ...delivery, ...over }, { signatures, nowSeconds: NOW, ...more });
  expect(refused({ id: 'msg_2' })).toMatch('does not fit');
  expect(refused({ timestamp: String(NOW - 1) })).toMatch('does not fit');
  expect(refused({}, { secret: newWebhookSecret() })).toMatch('does not fit');
  expect(refused({}, { signatures: '' })).toMatch('does not fit');
  expect(refused({ timestamp: '1e9' })).toMatch('whole number');
  expect(refused({}, { nowSeconds: NOW + 301 })).toMatch('away from now');
  expect(refused({}, { nowSeconds: NOW - 301 })).toMatch('away from now');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (other) => {
      fc.pre(Buffer.compare(other, delivery.body) !== 0);
      expect(refused({ body: other })).toMatch('does not fit');
    }),
  );
});
