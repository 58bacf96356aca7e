import { describe, expect, it } from 'vitest';
import { readStorageError } from './storage-error.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('errors of the storage', () => {
  it.each([
    [withCode('ECONNREFUSED'), 'unavailable'],
    [withCode('08006'), 'unavailable'],
    [withCode('57P01'), 'unavailable'],
    [withCode('53300'), 'unavailable'],
    [withCode('P1001'), 'unavailable'],
    [new Error('wrapped', { cause: withCode('57P03') }), 'unavailable'],
    [Object.assign(new Error('prisma'), { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '22021' } } } }), 'invalid'],
    [withCode('22003'), 'invalid'],
  ])('[P12] %j is %s', (error, code) => {
    expect(readStorageError(error)?.code).toBe(code);
  });

  it.each([[null], ['text'], [new Error('the database does not answer')], [withCode('23505')], [withCode('42601')], [withCode('ENOENT')]])(
    '[P11] %j is a fault of ours, whatever its words',
    (error) => {
      expect(readStorageError(error)).toBeNull();
    },
  );

  it('[P11] ends on causes that go round in circles', () => {
    const error = new Error('round');
    error.cause = error;
    expect(readStorageError(error)).toBeNull();
  });
});
