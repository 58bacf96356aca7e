export const WEBHOOKS_KEY = ['webhooks', 'pages'] as const;

/** Where others post to, below this installation's address. */
export const webhookPath = (id: string) => `/api/v1/orchestration/hooks/${id}`;
