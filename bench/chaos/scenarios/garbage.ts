import { GARBAGE } from '../agent/garbage.ts';
import { agentFault } from './agent-faults.ts';

export const garbage = agentFault({
  name: 'garbage',
  about: `an agent answers with ${GARBAGE.map(({ name }) => name).join(', ')}: each is a failed attempt, none a result`,
  n: 20,
  behaviour: { mode: 'garbage' },
});
