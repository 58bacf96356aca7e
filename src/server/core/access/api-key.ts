/** `hive_` and URL-safe characters; generated keys carry 32 random bytes, keys from the environment may be shorter. */
export const API_KEY_PATTERN = /^hive_[A-Za-z0-9_-]{16,200}$/;

/** Characters of a key that are stored and shown, so that people can tell keys apart. */
const PREFIX_LENGTH = 10;

export const apiKeyPrefix = (key: string): string => key.slice(0, PREFIX_LENGTH);

/** The name of the key that HIVE_API_KEY brings; nobody else may use it. */
export const ENVIRONMENT_KEY_NAME = 'environment';
