import { z } from 'zod';
import { approvalFormSchema } from '../approval/approval-form.ts';

// What the control kinds of a task say. Texts, times, keys and inputs may hold ${...} references; they are filled in when the task's turn
// comes, and held against the same schemas once more.

/** Times in seconds. */
export const CONTROL_LIMITS = { waitSeconds: 31_536_000, subWorkflowDepth: 10 } as const;

const slug = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/;
const deadline = z.number().min(1).max(CONTROL_LIMITS.waitSeconds);
const holdsReference = (text: string) => text.includes('${');
const timestamp = z.iso.datetime({ offset: true });

export const approvalSchema = z.strictObject({
  title: z.string().trim().min(1).max(500),
  description: z.string().max(10_000).optional(),
  form: approvalFormSchema.optional(),
  /** Who may decide; an admin always may. */
  approvers: z
    .array(z.enum(['admin', 'operator']))
    .min(1)
    .max(2)
    .default(['operator']),
  deadline_seconds: deadline.optional(),
  /** `escalate`: from then on only admins may decide, and an alert says so. */
  on_deadline: z.enum(['approve', 'reject', 'escalate']).default('reject'),
});

export const timerSchema = z.union([
  z.strictObject({ seconds: z.number().min(0).max(CONTROL_LIMITS.waitSeconds) }),
  z.strictObject({
    until: z
      .string()
      .max(2_000)
      .refine(
        (text) => holdsReference(text) || timestamp.safeParse(text).success,
        'a time such as 2027-03-14T09:00:00Z, or a reference to one',
      ),
  }),
]);

export const eventNameSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,99}$/, 'letters, digits, "_", "." and "-", at most 100, starting with a letter');

/** Keys are compared letter by letter. */
export const eventKeySchema = z.string().min(1).max(500);

export const waitSchema = z.strictObject({
  event: eventNameSchema,
  /** Only an event with this key ends the wait. Left out: any event of the name does. */
  key: eventKeySchema.optional(),
  deadline_seconds: deadline.optional(),
});

export const subWorkflowSchema = z.strictObject({
  workflow_id: z.string().regex(slug),
  /** Left out: the version that is published when the task's turn comes. */
  version: z.number().int().min(1).optional(),
  input: z.json().default({}),
});

export type ApprovalSettings = z.output<typeof approvalSchema>;
export type TimerSettings = z.output<typeof timerSchema>;
export type WaitSettings = z.output<typeof waitSchema>;
export type SubWorkflowSettings = z.output<typeof subWorkflowSchema>;
