import { z } from 'zod';
import { TARGET_BOUNDS, TARGETS, type TargetName, targetUnit } from './targets.ts';

// What somebody may set targets to. Apart from the targets themselves, which pages show and do not parse.

const boundedBy = (name: TargetName) => {
  const [least, most] = TARGET_BOUNDS[targetUnit(name)];
  return z.number().min(least).max(most);
};

/** Some of the targets. Neither NaN nor infinite, and within what the unit allows. */
export const targetValuesSchema = z.strictObject(
  Object.fromEntries(TARGETS.map((name) => [name, boundedBy(name).optional()])) as Record<TargetName, z.ZodOptional<z.ZodNumber>>,
);

/** Changes of some of them; null takes a change back. */
export const targetChangesSchema = z.strictObject(
  Object.fromEntries(TARGETS.map((name) => [name, boundedBy(name).nullable().optional()])) as Record<
    TargetName,
    z.ZodOptional<z.ZodNullable<z.ZodNumber>>
  >,
);

/** Targets as an environment writes them: "routing_latency_ms=300,error_rate_percent=1". */
export const targetListSchema = z
  .string()
  .max(2_000)
  .transform((text, context) => {
    const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
    const given = targetValuesSchema.safeParse(
      Object.fromEntries(
        pairs.map(([name = '', value = '', ...more]) => [name, value === '' || more.length > 0 ? Number.NaN : Number(value)]),
      ),
    );
    if (given.success) return given.data;
    for (const issue of given.error.issues)
      context.addIssue({ code: 'custom', message: `${issue.path.join('.') || 'targets'}: ${issue.message}` });
    return z.NEVER;
  });
