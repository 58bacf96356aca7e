import { agentFault } from './agent-faults.ts';

const TIMEOUT_S = 2;

export const slowAgent = agentFault({
  name: 'slow-agent',
  about: `an agent sends a byte a second and never ends: cut off at its task's timeout of ${TIMEOUT_S} s, made again; others are not held up`,
  n: 20,
  behaviour: { mode: 'trickle' },
  shape: { timeoutSeconds: TIMEOUT_S },
  promises: [{ of: 'detected', stat: 'max', atMost: (TIMEOUT_S + 2) * 1_000 }],
});
