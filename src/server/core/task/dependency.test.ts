import { describe, expect, it } from 'vitest';
import { DEPENDENCY_WHENS, EDGE_TABLE, edgeEffect } from './dependency.ts';
import { TERMINAL_TASK_STATUSES } from './state.ts';

const every = DEPENDENCY_WHENS.flatMap((when) => TERMINAL_TASK_STATUSES.map((outcome) => ({ when, outcome })));

describe('dependency', () => {
  it.each(every)('[T14] a hard edge "$when" on a $outcome task', ({ when, outcome }) => {
    const satisfied = when === 'always' || when === outcome;
    expect(edgeEffect(when, false, outcome)).toBe(satisfied ? 'satisfied' : 'blocking');
    expect(EDGE_TABLE[when][outcome]).toBe(edgeEffect(when, false, outcome));
  });

  it.each(every)('[T15] a soft edge "$when" never forbids', ({ when, outcome }) => {
    expect(edgeEffect(when, true, outcome)).toBe('satisfied');
  });
});
