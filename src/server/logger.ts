import pino from 'pino';

export type Logger = pino.Logger;

/** Secrets must never reach a log, whoever hands them over by mistake. */
const REDACTED = [
  '*.authorization',
  '*.password',
  '*.api_key',
  '*.apiKey',
  '*.secret',
  '*.token',
  'headers.authorization',
  'headers.cookie',
];

/** A JSON logger on stderr, so that stdout carries only what people wait for (the `ready` line). */
export function createLogger(name: string, level: string): Logger {
  return pino({ name, level, redact: { paths: REDACTED, censor: '[redacted]' } }, pino.destination({ dest: 2, sync: false }));
}
