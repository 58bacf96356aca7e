// What an agent of the fake server does with a call. The harness says so over HTTP; the server keeps it per agent.

export const MODES = ['ok', 'hold', 'hang', 'trickle', 'fail', 'rate-limit', 'garbage', 'huge', 'gzip-bomb', 'lie'] as const;
/**
 * `ok` answers after its latency, `hold` when it is released, `hang` never after the first byte, `trickle` with a byte a second, `fail` with
 * a 500, `rate-limit` with a 429, `garbage` with what is no answer, `huge` without an end, `gzip-bomb` with a little that unpacks to a lot,
 * `lie` with a result that its contract forbids.
 */
export type Mode = (typeof MODES)[number];

export interface Behaviour {
  mode: Mode;
  /** Before an answer; milliseconds, half of it by chance. */
  latencyMs: number;
  /** How many of the calls meet the mode, 0..1; the others are answered well. */
  share: number;
  /** Only the first so many calls of a task meet the mode; 0: every call. */
  firstCalls: number;
  /** With 429; seconds. */
  retryAfterSeconds: number;
}

export const WELL: Behaviour = { mode: 'ok', latencyMs: 0, share: 1, firstCalls: 0, retryAfterSeconds: 1 };

/** One line of the journal. The server writes it before it acts, so that it outlives whatever the answer meets. */
export type JournalLine =
  | {
      kind: 'start';
      call: number;
      at: number;
      agent: string;
      task: string;
      run: string;
      /** The definition's task_id. */
      name: string;
      fence: number;
      key: string;
      mode: Mode;
    }
  /** The whole answer was written. `honest`: it is a result that may be recorded. */
  | { kind: 'end'; call: number; at: number; status: number; honest: boolean }
  /** The caller was gone before the answer was whole. */
  | { kind: 'dropped'; call: number; at: number };
