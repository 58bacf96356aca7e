import { checkAgentConfig } from '../agents/check-agent-config.ts';
import { compileSchema, SchemaError } from '../contracts/compile-schema.ts';
import type { Principal } from '../core/access/principal.ts';
import { type Fault, HiveError, InvalidDefinitionError } from '../core/errors.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import type { Deps } from '../deps.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { permitContracts } from './permit-contracts.ts';

/** Distinct schemas in one definition; each is compiled before it is accepted. */
const MOST_SCHEMAS = 200;
const MAX_FAULTS = 200;

/**
 * Parses a definition and checks everything that is wrong with it, what core cannot know included: schemas that do not compile, services
 * that may not be called.
 * @throws InvalidDefinitionError with every fault
 */
export function checkDefinition(deps: Pick<Deps, 'env'>, value: unknown): WorkflowDefinition {
  const definition = validateDefinition(value);
  const faults = [...schemaFaults(definition), ...serviceFaults(deps, definition)].slice(0, MAX_FAULTS);
  if (faults.length > 0) throw new InvalidDefinitionError(`${faults[0]?.path}: ${faults[0]?.message}`, faults);
  return definition;
}

/**
 * A definition that somebody wants to store or run, with contracts that they may write (permit-contracts.ts).
 * @throws InvalidDefinitionError, ForbiddenError, CommandAgentsDisabledError
 */
export async function acceptDefinition(deps: Deps, value: unknown, principal: Principal): Promise<WorkflowDefinition> {
  const definition = checkDefinition(deps, value);
  await permitContracts(deps, definition, { principal, among: null });
  return definition;
}

function schemaFaults({ tasks }: WorkflowDefinition): Fault[] {
  const known = new Map<string, string | null>();
  const faults: Fault[] = [];
  for (const [at, { contract }] of tasks.entries()) {
    if (contract?.schema === undefined) continue;
    const text = JSON.stringify(contract.schema);
    if (!known.has(text) && known.size >= MOST_SCHEMAS) {
      return [...faults, { path: `tasks.${at}.contract.schema`, message: `more than ${MOST_SCHEMAS} different schemas in one definition` }];
    }
    const message = known.get(text) ?? (known.has(text) ? null : schemaFault(text));
    known.set(text, message);
    if (message !== null) faults.push({ path: `tasks.${at}.contract.schema`, message });
  }
  return faults;
}

function schemaFault(text: string): string | null {
  try {
    compileSchema(text);
    return null;
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
}

function serviceFaults(deps: Pick<Deps, 'env'>, { tasks }: WorkflowDefinition): Fault[] {
  const asking = tasks.flatMap(({ contract }, at) => (contract?.http === undefined ? [] : [{ http: contract.http, at }]));
  if (asking.length === 0) return [];
  const policy = egressPolicyOf(deps.env);
  return asking.flatMap(({ http, at }) => {
    const headers = Object.fromEntries(
      Object.entries(http.headers).map(([name, value]) => [name, typeof value === 'string' ? value : 'x']),
    );
    try {
      checkAgentConfig('http', { url: http.url, headers }, policy);
      return [];
    } catch (error) {
      if (!(error instanceof HiveError)) throw error;
      return error.faults.map(({ path, message }) => ({ path: path.replace(/^config/, `tasks.${at}.contract.http`), message }));
    }
  });
}
