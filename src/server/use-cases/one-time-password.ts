import { randomBytes } from 'node:crypto';

/** 96 bits: too many to guess, few enough to dictate. */
const PASSWORD_BYTES = 12;

/** A password nobody chose. It is shown once, and its owner replaces it with the first sign-in. */
export const makeOneTimePassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url');
