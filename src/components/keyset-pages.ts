import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';

export interface KeysetPage<T> {
  data: T[];
  nextCursor: string | null;
}

export type KeysetData<T> = InfiniteData<KeysetPage<T>, string | null>;

/** All rows of the pages read so far. */
export function flatten<T>(data: Pick<KeysetData<T>, 'pages'> | undefined): T[] {
  return data?.pages.flatMap((page) => page.data) ?? [];
}

/**
 * Options for a list that is read page by page; who uses them is given the rows of all pages, the cache keeps the pages. Server and browser build them from the same key, each with its own way to fetch.
 * @param key the cache key; it must name the filters
 */
export function keysetPages<T>(key: readonly unknown[], fetchPage: (after: string | null) => Promise<KeysetPage<T>>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }: { pageParam: string | null }) => fetchPage(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last: KeysetPage<T>) => last.nextCursor,
    select: flatten<T>,
  });
}

/** The same pages with each row passed through; pages without a change keep their identity. */
export function mapRows<T>(data: KeysetData<T>, change: (row: T) => T): KeysetData<T> {
  let changed = false;
  const pages = data.pages.map((page) => {
    let pageChanged = false;
    const rows = page.data.map((row) => {
      const next = change(row);
      if (next !== row) pageChanged = true;
      return next;
    });
    if (!pageChanged) return page;
    changed = true;
    return { ...page, data: rows };
  });
  return changed ? { ...data, pages } : data;
}

/** Puts new rows before the first. */
export function prependRows<T>(data: KeysetData<T>, rows: T[]): KeysetData<T> {
  const [first, ...rest] = data.pages;
  if (!first || rows.length === 0) return data;
  return { ...data, pages: [{ ...first, data: [...rows, ...first.data] }, ...rest] };
}

/** Puts new rows behind the last. */
export function appendRows<T>(data: KeysetData<T>, rows: T[]): KeysetData<T> {
  const last = data.pages.at(-1);
  if (!last || rows.length === 0) return data;
  return { ...data, pages: [...data.pages.slice(0, -1), { ...last, data: [...last.data, ...rows] }] };
}
