import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptSpanId, callSpanId, parseTraceparent, runSpanId, taskSpanId, traceIdOf, traceparentBelow } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const given = `00-${TRACE}-${PARENT}-01`;
const runId = '01939d3c-5a00-7abc-8def-0123456789ab';

describe('trace context', () => {
  it.each([
    ['a header', given, { traceId: TRACE, spanId: PARENT, sampled: true }],
    ['one that is not sampled', `00-${TRACE}-${PARENT}-00`, { traceId: TRACE, spanId: PARENT, sampled: false }],
    ['a later version with more in it', `01-${TRACE}-${PARENT}-03-more`, { traceId: TRACE, spanId: PARENT, sampled: true }],
    ['more in version 00', `${given}-more`, null],
    ['the version that is none', `ff-${TRACE}-${PARENT}-01`, null],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`, null],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`, null],
    ['capital letters', given.toUpperCase(), null],
    ['a line more', `${given}\r\nx: y`, null],
    ['a very long one', `01-${TRACE}-${PARENT}-01-${'x'.repeat(1_000)}`, null],
    ['nothing', null, null],
  ])('[OT2] reads %s', (_, header, parsed) => {
    expect(parseTraceparent(header)).toEqual(parsed);
  });

  it('[OT2] whatever is sent is read or ignored', () => {
    fc.assert(fc.property(fc.string(), (text) => parseTraceparent(text) === null || text.includes('-')));
  });

  it('[OT2] work below is given our span, or what was given, where nothing of ours is recorded', () => {
    const span = callSpanId(runId);
    const below = (traceParent: string | null, recorded: boolean) => traceparentBelow({ runId, traceParent }, { span, recorded });
    expect(below(null, true)).toBe(`00-01939d3c5a007abc8def0123456789ab-${span}-01`);
    expect(below(given, true)).toBe(`00-${TRACE}-${span}-01`);
    expect(below(given, false)).toBe(given);
    expect(below(null, false)).toBeNull();
    const unsampled = `00-${TRACE}-${PARENT}-00`;
    expect(below(unsampled, true)).toBe(unsampled);
  });

  it('[OT3] ids follow from the rows, and no two rows of a trace share one', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), fc.uuid({ version: 7 }), (task, attempt) => {
        fc.pre(task.slice(19) !== attempt.slice(19));
        // A sub-workflow is a run with the id of its task.
        const ids = [runSpanId(task), taskSpanId(task), attemptSpanId(attempt), callSpanId(attempt)];
        expect(new Set(ids).size).toBe(4);
        for (const id of ids) expect(id).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
        expect(traceIdOf({ runId: task, traceParent: null })).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      }),
    );
  });
});
