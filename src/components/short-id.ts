/**
 * An id as people tell it from others: its last eight characters. Ids begin with the time they were made at, so that a run and its retry of
 * the same minute begin alike; they end by chance.
 */
export const shortId = (id: string) => id.slice(-8);
