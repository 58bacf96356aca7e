import { type ApprovalForm, checkAnswer, defaultAnswer } from '@/server/core/approval/approval-form.ts';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';

/** What stands in the fields: text, or a tick. */
export type Entered = Record<string, string | boolean>;

/** The fields as they are shown first: with the defaults that fit. */
export function enteredAtFirst(form: ApprovalForm | null): Entered {
  const defaults = defaultAnswer(form);
  return Object.fromEntries(
    Object.entries(form?.properties ?? {}).map(([name, field]) => {
      const value = defaults[name];
      return [name, field.type === 'boolean' ? value === true : value === undefined ? '' : String(value)];
    }),
  );
}

/** The values of what was entered, and what is wrong by field. An empty field that is not required says nothing. */
export function readEntered(form: ApprovalForm | null, entered: Entered): { answer: JsonObject; faults: Map<string, string> } {
  const answer: JsonObject = {};
  for (const [name, field] of Object.entries(form?.properties ?? {})) {
    const value = entered[name];
    if (field.type === 'boolean') answer[name] = value === true;
    else if (typeof value === 'string' && value.trim() !== '') answer[name] = field.type === 'string' ? value : numberOf(value);
  }
  return { answer, faults: new Map(checkAnswer(form, answer).map(({ path, message }) => [path.slice('form.'.length), message])) };
}

/** Text that is no number stays text: the check says so at the field. */
function numberOf(text: string): JsonValue {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
