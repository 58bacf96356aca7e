// The database of a validation run bears the run's id, so that what a dead process left behind is known for what it is.

export const SCRATCH_PREFIX = 'hive_validation_';

export const scratchNameOf = (runId: string): string => `${SCRATCH_PREFIX}${runId.replaceAll('-', '')}`;

/** The run that a database belongs to; null for any other database. */
export function runOfScratch(name: string): string | null {
  const hex = name.startsWith(SCRATCH_PREFIX) ? name.slice(SCRATCH_PREFIX.length) : '';
  return /^[0-9a-f]{32}$/.test(hex) ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : null;
}
