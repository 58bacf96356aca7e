/** What the bell counts and its panel lists: one page is more than a person reads at once. */
export const OPEN_ALERTS = { open: true, limit: 50 } as const;
