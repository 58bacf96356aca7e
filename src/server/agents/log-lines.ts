import type { AgentCall, LogStream } from './adapter.ts';
import type { AgentLimits } from './limits.ts';
import type { Redact } from './redact.ts';
import { keepLooks, stripControls } from './strip-controls.ts';

/** Turns a stream of text into log lines, as it comes. */
export interface LineLog {
  push(text: string): void;
  /** Writes what is left of a line without its end. */
  end(): void;
  /** The newest lines, oldest first. */
  tail(): string[];
}

const TAIL_LINES = 20;

/** Lines are cleaned, but for their colours, and redacted; the tail is plain text. The memory held is one line and the tail, whatever the agent writes. */
export function createLineLog(
  call: Pick<AgentCall, 'log'>,
  stream: LogStream,
  rules: {
    limits: AgentLimits;
    redact: Redact;
    /** Lines that the call has written already. */
    before?: number;
  },
): LineLog {
  const { logLines, logLineLength } = rules.limits;
  const tail: string[] = [];
  let pending = '';
  let written = rules.before ?? 0;

  const write = (raw: string) => {
    // A secret with a colour in the middle is found in the plain text only; a line that had one goes without its colours.
    const plain = stripControls(raw);
    const line = rules.redact(plain);
    if (line.trim() === '') return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    written++;
    if (written <= logLines) call.log(stream, line === plain ? keepLooks(raw) : line);
    else if (written === logLines + 1) call.log(stream, `more than ${logLines} lines: the rest is not kept`);
  };

  return {
    push(text) {
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        writeCut(pending + text.slice(start, end), logLineLength, write);
        pending = '';
        start = end + 1;
      }
      pending += text.slice(start);
      while (pending.length > logLineLength) {
        write(pending.slice(0, logLineLength));
        pending = pending.slice(logLineLength);
      }
    },
    end() {
      if (pending !== '') writeCut(pending, logLineLength, write);
      pending = '';
    },
    tail: () => [...tail],
  };
}

function writeCut(line: string, length: number, write: (part: string) => void): void {
  for (let start = 0; start < line.length; start += length) write(line.slice(start, start + length));
}
