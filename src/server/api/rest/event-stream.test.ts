import { describe, expect, it } from 'vitest';
import { streamEvents } from './event-stream.ts';

/** A source that always has more, and says when it has come to its end. */
function createSource() {
  let hearEnd: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    hearEnd = resolve;
  });
  let given = 0;
  async function* give(): AsyncGenerator<readonly number[]> {
    try {
      for (;;) {
        given += 1;
        yield [given];
      }
    } finally {
      hearEnd();
    }
  }
  return { source: give(), ended, given: () => given };
}

const write = (value: number) => `data: ${value}\n\n`;
const open = (source: AsyncGenerator<readonly number[]>, signal = new AbortController().signal) =>
  streamEvents({ source, write, onCancel() {}, signal }).body as ReadableStream<Uint8Array>;

describe('event streams', () => {
  it('[V21] a reader who leaves ends the source, also where a value waits for them', async () => {
    const { source, ended, given } = createSource();
    const reader = open(source).getReader();
    const texts: string[] = [];
    while (texts.length < 3) texts.push(new TextDecoder().decode((await reader.read()).value));
    expect(texts).toEqual([': open\n\n', 'data: 1\n\n', 'data: 2\n\n']);
    await reader.cancel();
    await ended;
    expect(given()).toBeLessThan(6);
  });

  it('[V21] a client that is gone before anybody reads ends the source', async () => {
    const client = new AbortController();
    const { source, ended } = createSource();
    open(source, client.signal);
    client.abort();
    await ended;
    const late = createSource();
    open(late.source, client.signal);
    await late.ended;
  });
});
