/** How reading a stream ended: to its end, left before it, or by an error. */
export type StreamEnd = { kind: 'read' } | { kind: 'left' } | { kind: 'broken'; error: unknown };

/** The same bytes; `hear` is told once how reading them ended. */
export function followStream(body: ReadableStream<Uint8Array>, hear: (end: StreamEnd) => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isOver = false;
  const finish = (end: StreamEnd) => {
    if (!isOver) hear(end);
    isOver = true;
  };
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (isOver) return;
        if (!done) return controller.enqueue(value);
        finish({ kind: 'read' });
        controller.close();
      } catch (error) {
        finish({ kind: 'broken', error });
        controller.error(error);
      }
    },
    async cancel() {
      finish({ kind: 'left' });
      await reader.cancel().catch(() => {});
    },
  });
}
