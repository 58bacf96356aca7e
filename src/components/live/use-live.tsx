'use client';
// The one live connection of a tab. Components say what they watch, the connection carries the union, messages go out to them once per
// frame, and they patch the query cache.
//
//   connecting -> live -> stale -> live ...       stale: not connected for longer than STALE_AFTER_MS

import { useSubscription } from '@trpc/tanstack-react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveMessage, LiveTopic } from '@/server/core/live/live-message.ts';
import { onSignedOut } from '../session/on-signed-out.ts';
import { useTRPC } from '../trpc.tsx';
import { topicAfter, topicName, topicsOf } from './live-topic.ts';
import { usePaintReports } from './use-paint-reports.ts';

export type LiveState = 'connecting' | 'live' | 'stale';
type Handler = (messages: LiveMessage[]) => void;

/** A change of topics reconnects; that blink is nothing to tell people about. */
const STALE_AFTER_MS = 2_500;
/** Frames do not come while the tab is hidden; then this often. */
const HIDDEN_FLUSH_MS = 1_000;
/** The fleet is always watched: it is small, and it keeps the connection's state true on pages that watch nothing. */
const ALWAYS: LiveTopic = 'agents';

interface Live {
  state: LiveState;
  /** When the state began, epoch ms. */
  since: number;
  watch(topic: LiveTopic, handler: Handler): () => void;
}

const LiveContext = createContext<Live | null>(null);

function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('live data outside of the LiveProvider');
  return live;
}

/** Whether what is on screen is live. */
export function useLiveState(): Pick<Live, 'state' | 'since'> {
  return useLive();
}

/**
 * Watches a topic while mounted; null watches nothing. The handler gets the messages of a frame in their order; after `reset` it reads
 * again what it shows.
 */
export function useLiveTopic(topic: LiveTopic | null, handler: Handler): void {
  const { watch } = useLive();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const key = topic === null ? null : topicName(topic);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the topic's identity
  useEffect(() => (topic === null ? undefined : watch(topic, (messages) => latest.current(messages))), [key, watch]);
}

/** How old the events of a message are on screen, once the next frame is. */
function notePaint(message: LiveMessage, note: (ageMs: number) => void): void {
  if (message.kind !== 'run' || message.ageMs === undefined || document.hidden) return;
  const { ageMs } = message;
  const arrivedAt = performance.now();
  // The first frame hands the message out, the second begins when the first has been painted.
  requestAnimationFrame(() => requestAnimationFrame(() => note(ageMs + performance.now() - arrivedAt)));
}

/** Hands messages out once per frame, to who watches what they are about. */
function useMessagePump(handlers: Map<string, Set<Handler>>): (message: LiveMessage) => void {
  const waiting = useRef<LiveMessage[]>([]);
  const note = usePaintReports();
  return useCallback(
    (message) => {
      notePaint(message, note);
      waiting.current.push(message);
      if (waiting.current.length > 1) return;
      const flush = () => {
        const messages = waiting.current;
        waiting.current = [];
        for (const name of new Set(messages.flatMap(topicsOf))) {
          const own = messages.filter((each) => topicsOf(each).includes(name));
          for (const handler of handlers.get(name) ?? []) handler(own);
        }
      };
      if (document.hidden) setTimeout(flush, HIDDEN_FLUSH_MS);
      else requestAnimationFrame(flush);
    },
    [handlers, note],
  );
}

function useConnectionState(connected: boolean): Pick<Live, 'state' | 'since'> {
  const [shown, setShown] = useState<{ state: LiveState; since: number }>({ state: 'connecting', since: 0 });
  useEffect(() => {
    if (connected) {
      setShown({ state: 'live', since: Date.now() });
      return undefined;
    }
    const lostAt = Date.now();
    const timer = setTimeout(() => setShown({ state: 'stale', since: lostAt }), STALE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [connected]);
  return shown;
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const [handlers] = useState(() => new Map<string, Set<Handler>>());
  const topics = useRef(new Map<string, LiveTopic>([[topicName(ALWAYS), ALWAYS]]));
  const [input, setInput] = useState<{ topics: LiveTopic[] }>({ topics: [ALWAYS] });
  const pump = useMessagePump(handlers);

  const retopic = useRef<ReturnType<typeof setTimeout> | null>(null);
  const changeTopics = useCallback(() => {
    // A page that goes and a page that comes change several topics in one go: one reconnect for all.
    retopic.current ??= setTimeout(() => {
      retopic.current = null;
      setInput({ topics: [...topics.current.values()] });
    }, 0);
  }, []);

  const watch = useCallback(
    (topic: LiveTopic, handler: Handler) => {
      const key = topicName(topic);
      const set = handlers.get(key) ?? new Set();
      handlers.set(key, set.add(handler));
      if (!topics.current.has(key)) {
        topics.current.set(key, topic);
        changeTopics();
      }
      return () => {
        set.delete(handler);
        if (set.size > 0 || key === topicName(ALWAYS)) return;
        handlers.delete(key);
        topics.current.delete(key);
        changeTopics();
      };
    },
    [handlers, changeTopics],
  );

  const { status } = useSubscription(
    trpc.live.stream.subscriptionOptions(input, {
      onError: onSignedOut,
      onData: ({ data }) => {
        for (const name of topicsOf(data)) {
          const topic = topics.current.get(name);
          if (topic) topics.current.set(name, topicAfter(topic, data));
        }
        pump(data);
      },
    }),
  );
  const shown = useConnectionState(status === 'pending');
  const live = useMemo(() => ({ ...shown, watch }), [shown, watch]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
