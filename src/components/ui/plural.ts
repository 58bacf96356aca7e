/** "1 task", "12 tasks": for nouns that take an s. */
export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
