import { type Fault, InvalidDefinitionError } from '../core/errors.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';

export interface Validation {
  valid: boolean;
  /** Every fault with its place; empty when valid. */
  faults: Fault[];
}

/** Says everything that is wrong with a definition, without storing it. */
export function validateWorkflow(definition: unknown): Validation {
  try {
    validateDefinition(definition);
    return { valid: true, faults: [] };
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return { valid: false, faults: error.faults };
    throw error;
  }
}
