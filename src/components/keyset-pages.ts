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

/**
 * Puts new rows at their places among those read. One that belongs behind all of them is left to the page that will bring it, unless
 * everything is read, or nothing was found yet.
 */
export function insertRows<T>(data: KeysetData<T>, rows: readonly T[], order: (a: T, b: T) => number): KeysetData<T> {
  if (data.pages.length === 0) return data;
  const none = data.pages.every((page) => page.data.length === 0);
  const ended = data.pages.at(-1)?.nextCursor === null;
  let left = rows.toSorted(order);
  const pages = data.pages.map((page, index) => {
    const last = page.data.at(-1);
    const takesAll = index === data.pages.length - 1 && (ended || none);
    const here = left.filter((row) => takesAll || (last !== undefined && order(row, last) < 0));
    if (here.length === 0) return page;
    left = left.filter((row) => !here.includes(row));
    return { ...page, data: [...page.data, ...here].sort(order) };
  });
  return left.length === rows.length ? data : { ...data, pages };
}

/** Only the first rows, as one page: to be read again, for nobody knows what comes behind its last row. */
export function firstRows<T>(data: KeysetData<T>, count: number): KeysetData<T> {
  const [first] = data.pages;
  if (!first) return data;
  return { pages: [{ ...first, data: flatten(data).slice(0, count) }], pageParams: data.pageParams.slice(0, 1) };
}

/** Puts new rows behind the last. */
export function appendRows<T>(data: KeysetData<T>, rows: T[]): KeysetData<T> {
  const last = data.pages.at(-1);
  if (!last || rows.length === 0) return data;
  return { ...data, pages: [...data.pages.slice(0, -1), { ...last, data: [...last.data, ...rows] }] };
}
