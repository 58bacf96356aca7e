export const SECRETS_KEY = ['secrets', 'pages'] as const;
