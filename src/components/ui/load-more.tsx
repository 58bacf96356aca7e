'use client';
import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';

interface LoadMoreProps {
  hasMore: boolean;
  loading: boolean;
  onMore(): void;
}

/** The end of a paged list: reads on when it comes into view, and by button for who does not scroll. */
export function LoadMore({ hasMore, loading, onMore }: LoadMoreProps) {
  const mark = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  useEffect(() => {
    const element = mark.current;
    if (!element || !hasMore || loading) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current(), { rootMargin: '400px' });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, loading]);
  if (!hasMore) return null;
  return (
    <div ref={mark} className="flex justify-center py-4">
      <Button variant="ghost" busy={loading} onClick={onMore}>
        Load more
      </Button>
    </div>
  );
}
