import { hasRole, type Principal } from '../core/access/principal.ts';
import { CommandAgentsDisabledError, ForbiddenError } from '../core/errors.ts';
import type { TaskDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

// What contracts may do that not everybody may: run a program on this machine, and send a stored secret away. The first takes what a command
// agent takes: an admin, and an installation that allows them. The second takes an admin. Refusals are written to the audit.

interface Writing {
  principal: Principal;
  /** The tasks that they write, by task_id; null: all. */
  among: ReadonlySet<string> | null;
}

const runsCommand = ({ contract }: TaskDefinition): boolean => contract?.command !== undefined;
const sendsSecret = ({ contract }: TaskDefinition): boolean =>
  Object.values(contract?.http?.headers ?? {}).some((value) => typeof value !== 'string');

const findWritten = ({ tasks }: WorkflowDefinition, { among }: Writing, does: (task: TaskDefinition) => boolean): number =>
  tasks.findIndex((task) => does(task) && (among === null || among.has(task.task_id)));

/**
 * Whether somebody may write the contracts of a definition.
 * @throws ForbiddenError, CommandAgentsDisabledError
 */
export async function permitContracts(deps: Deps, definition: WorkflowDefinition, writing: Writing): Promise<void> {
  const isAdmin = hasRole(writing.principal, 'admin');
  const refuse = async (at: number, { part, reason }: { part: 'command' | 'http.headers'; reason: string }) => {
    const action = part === 'command' ? 'contract.command_refused' : 'contract.secret_refused';
    const detail = { reason, task_id: definition.tasks[at]?.task_id ?? '' };
    await recordAudit(deps, { actor: writing.principal, action, subject: `workflow:${definition.name}`, detail });
    return [{ path: `tasks.${at}.contract.${part}`, message: reason }];
  };
  const command = findWritten(definition, writing, runsCommand);
  if (command >= 0 && !isAdmin) {
    const faults = await refuse(command, { part: 'command', reason: 'needs the role admin' });
    throw new ForbiddenError('only an admin may define what a contract runs', faults);
  }
  if (command >= 0 && !deps.env.allowCommandAgents) {
    const faults = await refuse(command, { part: 'command', reason: 'command agents are disabled' });
    throw new CommandAgentsDisabledError('commands are disabled on this installation', faults);
  }
  const secret = findWritten(definition, writing, sendsSecret);
  if (secret >= 0 && !isAdmin) {
    const faults = await refuse(secret, { part: 'http.headers', reason: 'needs the role admin' });
    throw new ForbiddenError('only an admin may define where a contract sends a stored secret', faults);
  }
}
