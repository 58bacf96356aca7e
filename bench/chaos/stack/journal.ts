import fs from 'node:fs';
import type { JournalLine, Mode } from '../agent/behaviour.ts';

/** One call as the agents themselves have it. Times are the machine's clock in milliseconds. */
export interface JournalCall {
  call: number;
  agent: string;
  task: string;
  run: string;
  name: string;
  fence: number;
  key: string;
  mode: Mode;
  startedAt: number;
  /** Null while the answer is not whole and the caller is still there. */
  endedAt: number | null;
  /** The whole answer was written, and it was an honest one. */
  honest: boolean;
  status: number | null;
  dropped: boolean;
}

/** The agents' own record, read as it grows. */
export interface Journal {
  /** Every call so far, in the order of their start. */
  read(): readonly JournalCall[];
  callsOfRun(runId: string): JournalCall[];
  close(): void;
}

export function openJournal(file: string): Journal {
  const descriptor = fs.openSync(file, 'a+');
  const calls: JournalCall[] = [];
  const byNumber = new Map<number, JournalCall>();
  const byRun = new Map<string, JournalCall[]>();
  const chunk = Buffer.alloc(1_048_576);
  let offset = 0;
  let rest = '';

  const take = (line: JournalLine) => {
    if (line.kind === 'start') {
      const { kind: _, at, ...facts } = line;
      const call: JournalCall = { ...facts, startedAt: at, endedAt: null, honest: false, status: null, dropped: false };
      calls.push(call);
      byNumber.set(call.call, call);
      byRun.set(call.run, [...(byRun.get(call.run) ?? []), call]);
      return;
    }
    const call = byNumber.get(line.call);
    if (!call) return;
    call.endedAt = line.at;
    if (line.kind === 'end') Object.assign(call, { honest: line.honest, status: line.status });
    else call.dropped = true;
  };

  const read = () => {
    for (;;) {
      const length = fs.readSync(descriptor, chunk, 0, chunk.length, offset);
      if (length === 0) return calls;
      offset += length;
      const lines = (rest + chunk.toString('utf8', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(JSON.parse(line) as JournalLine);
    }
  };

  return {
    read,
    callsOfRun(runId) {
      read();
      return byRun.get(runId) ?? [];
    },
    close: () => fs.closeSync(descriptor),
  };
}
