import { agentFault } from './agent-faults.ts';

const IDLE_S = 2;

export const hungAgent = agentFault({
  name: 'hung-agent',
  about: `an agent sends one byte and then nothing: ended by its idle timeout of ${IDLE_S} s and at most 2 s more, made again`,
  n: 20,
  behaviour: { mode: 'hang' },
  timeouts: { idle_seconds: IDLE_S },
  promises: [{ of: 'detected', stat: 'max', atMost: (IDLE_S + 2) * 1_000 }],
});
