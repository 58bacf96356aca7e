import { agentFault } from './agent-faults.ts';

const TIMEOUT_S = 2;

export const hungAgent = agentFault({
  name: 'hung-agent',
  about: `an agent sends one byte and then nothing: ended by its task's timeout of ${TIMEOUT_S} s and at most 2 s more, made again`,
  n: 20,
  behaviour: { mode: 'hang' },
  shape: { timeoutSeconds: TIMEOUT_S },
  promises: [{ of: 'detected', stat: 'max', atMost: (TIMEOUT_S + 2) * 1_000 }],
});
