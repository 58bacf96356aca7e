import { describe, expect, it } from 'vitest';
import { DEPENDENCY_WHENS, dependencyVerdict, EDGE_TABLE, edgeEffect } from './dependency.ts';
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

  it('[T16] a task is skipped only when all its dependencies are over and one forbids it', () => {
    expect(dependencyVerdict({ pending: 1, blocked: 1 })).toBe('wait');
    expect(dependencyVerdict({ pending: 0, blocked: 1 })).toBe('skip');
    expect(dependencyVerdict({ pending: 0, blocked: 0 })).toBe('unlock');
  });
});
