/** The cache key of everything that waits for people, and of what they said. */
export const INBOX_KEY = ['inbox'] as const;
