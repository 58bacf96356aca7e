import { type Fault, InvalidDefinitionError } from '../core/errors.ts';
import type { Deps } from '../deps.ts';
import { checkDefinition } from './accept-definition.ts';

export interface Validation {
  valid: boolean;
  /** Every fault with its place; empty when valid. */
  faults: Fault[];
}

/** Says everything that is wrong with a definition, without storing it. */
export function validateWorkflow(deps: Pick<Deps, 'env'>, definition: unknown): Validation {
  try {
    checkDefinition(deps, definition);
    return { valid: true, faults: [] };
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return { valid: false, faults: error.faults };
    throw error;
  }
}
