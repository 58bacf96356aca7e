/** The cache key of the list of keys. */
export const API_KEYS_KEY = ['apiKeys', 'pages'] as const;
