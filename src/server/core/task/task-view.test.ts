import { describe, expect, it } from 'vitest';
import { TASK_STATUSES } from './state.ts';
import { waitOf } from './task-view.ts';

const idle = { pending: 0, availableAt: null, storedReason: null, storedDetail: null };

describe('why a task waits', () => {
  it('[V2] an open dependency comes first, with the number of them', () => {
    expect(waitOf({ ...idle, status: 'pending', pending: 2 })).toEqual({ waitReason: 'dependency', waitDetail: '2 dependencies are open' });
  });

  it('[V2] a delay shows when it is over', () => {
    const wait = waitOf({ ...idle, status: 'ready', availableAt: new Date(0) });
    expect(wait).toEqual({ waitReason: 'retry_delay', waitDetail: 'the next attempt is due at 1970-01-01T00:00:00.000Z' });
  });

  it('[V2] a gate that dispatch stored is shown as stored', () => {
    const wait = waitOf({ ...idle, status: 'ready', storedReason: 'capacity', storedDetail: 'all taken' });
    expect(wait).toEqual({ waitReason: 'capacity', waitDetail: 'all taken' });
  });

  it('[V2] a task that runs or is over shows none, whatever is left in its row', () => {
    for (const status of TASK_STATUSES.filter((each) => !['pending', 'ready', 'waiting'].includes(each))) {
      expect(waitOf({ ...idle, status, storedReason: 'capacity', storedDetail: 'x' })).toEqual({ waitReason: null, waitDetail: null });
    }
  });
});
