import { type Artifact, type Part, type StreamResponse, type Task, TaskState, type TaskStatus } from '@a2a-js/sdk';
import type { JsonValue } from '../core/json.ts';
import type { AgentAnswer } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { isJson, jsonOutput, type OutputRules } from './read-output.ts';
import type { Redact } from './redact.ts';

// What an A2A agent made of a message: a message in return, or a task with its artifacts.
// States of the task: submitted, working -> completed | failed | rejected | cancelled | waiting for words or rights (which nobody gives it)

const WORKS: ReadonlySet<TaskState> = new Set([
  TaskState.TASK_STATE_UNSPECIFIED,
  TaskState.TASK_STATE_SUBMITTED,
  TaskState.TASK_STATE_WORKING,
  TaskState.UNRECOGNIZED,
]);

/** How a task ends that has no result, and whether another attempt may have one. */
const ENDS: Partial<Record<TaskState, { words: string; retryable: boolean }>> = {
  [TaskState.TASK_STATE_FAILED]: { words: 'the agent failed', retryable: true },
  [TaskState.TASK_STATE_CANCELED]: { words: 'the agent cancelled the task', retryable: true },
  [TaskState.TASK_STATE_REJECTED]: { words: 'the agent rejected the task', retryable: false },
  [TaskState.TASK_STATE_INPUT_REQUIRED]: { words: 'the agent asks for more input', retryable: false },
  [TaskState.TASK_STATE_AUTH_REQUIRED]: { words: 'the agent asks for authorisation', retryable: false },
};
const WAITS: ReadonlySet<TaskState> = new Set([TaskState.TASK_STATE_INPUT_REQUIRED, TaskState.TASK_STATE_AUTH_REQUIRED]);

export class A2aResult {
  readonly #say: (text: string) => void;
  readonly #artifacts = new Map<string, Artifact>();
  #taskId: string | null = null;
  #status: TaskStatus | undefined;
  #reply: readonly Part[] | null = null;
  #said: string | undefined;

  /** @param say takes what the agent says while it works, each thing once */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** The task that goes on; null: there is none. */
  get worksOn(): string | null {
    return this.#taskId !== null && WORKS.has(this.#state) ? this.#taskId : null;
  }

  /** The task that has to be told that nobody waits for it; null: there is none. */
  get toCancel(): string | null {
    return this.#taskId !== null && WAITS.has(this.#state) ? this.#taskId : this.worksOn;
  }

  get #state(): TaskState {
    return this.#status?.state ?? TaskState.TASK_STATE_UNSPECIFIED;
  }

  hear(payload: StreamResponse['payload']): void {
    switch (payload?.$case) {
      case 'message':
        this.#reply = payload.value.parts;
        return;
      case 'task':
        this.#hearTask(payload.value);
        return;
      case 'statusUpdate':
        this.#taskId = payload.value.taskId;
        this.#hearStatus(payload.value.status);
        return;
      case 'artifactUpdate':
        this.#taskId = payload.value.taskId;
        if (payload.value.artifact !== undefined) this.#hearArtifact(payload.value.artifact, payload.value.append);
        return;
      // Something that a later version says.
      case undefined:
    }
  }

  /** @returns what came of it, once nothing is worked on any more */
  answer(rules: OutputRules, redact: Redact): AgentAnswer {
    if (this.#reply !== null) return outputOf(this.#reply, rules, redact);
    const end = ENDS[this.#state];
    const words = redact(textOf(this.#status?.message?.parts ?? []));
    if (end !== undefined) return failed('agent_error', words === '' ? end.words : `${end.words}: ${words}`, { retryable: end.retryable });
    if (this.#state !== TaskState.TASK_STATE_COMPLETED) {
      return failed('invalid_output', 'the agent ended its answer without a result', { retryable: true });
    }
    const artifacts = [...this.#artifacts.values()];
    const [only] = artifacts;
    if (only === undefined) return outputOf(this.#status?.message?.parts ?? [], rules, redact);
    if (artifacts.length === 1) return outputOf(only.parts, rules, redact);
    const all = artifacts.map(({ name, parts }) => ({ name, parts: parts.map(jsonOf) }));
    return jsonOutput(redact(JSON.stringify({ artifacts: all })), rules);
  }

  #hearTask({ id, status, artifacts }: Task): void {
    this.#taskId = id;
    for (const artifact of artifacts) this.#hearArtifact(artifact, false);
    this.#hearStatus(status);
  }

  #hearStatus(status: TaskStatus | undefined): void {
    this.#status = status ?? this.#status;
    const text = textOf(status?.message?.parts ?? []);
    if (text !== '' && text !== this.#said) this.#say(text);
    this.#said = text;
  }

  #hearArtifact(artifact: Artifact, append: boolean): void {
    const before = append ? (this.#artifacts.get(artifact.artifactId)?.parts ?? []) : [];
    this.#artifacts.set(artifact.artifactId, { ...artifact, parts: joined([...before, ...artifact.parts]) });
  }
}

/** Text that came in pieces is one text. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.content?.$case === 'text' && part.content?.$case === 'text') {
      all[all.length - 1] = { ...last, content: { $case: 'text', value: last.content.value + part.content.value } };
    } else all.push(part);
  }
  return all;
}

const textOf = (parts: readonly Part[]): string =>
  parts
    .flatMap(({ content }) => (content?.$case === 'text' ? [content.value] : []))
    .join('\n')
    .trim();

/** One piece of data is the output itself; text is `{"text": ...}`, or its value where all of it is a JSON object or array. */
function outputOf(parts: readonly Part[], rules: OutputRules, redact: Redact): AgentAnswer {
  if (parts.length === 0) return failed('invalid_output', 'the agent answered with nothing', { retryable: true });
  const [only] = parts;
  if (parts.length === 1 && only?.content?.$case === 'data') return jsonOutput(redact(JSON.stringify(only.content.value ?? null)), rules);
  if (parts.every(({ content }) => content?.$case === 'text')) {
    const text = redact(textOf(parts));
    return jsonOutput(/^\s*[[{]/.test(text) && isJson(text) ? text : JSON.stringify({ text }), rules);
  }
  return jsonOutput(redact(JSON.stringify({ parts: parts.map(jsonOf) })), rules);
}

/** A part as JSON: bytes in base 64. */
function jsonOf({ content, filename, mediaType }: Part): JsonValue {
  const about = { ...(filename !== '' && { filename }), ...(mediaType !== '' && { media_type: mediaType }) };
  switch (content?.$case) {
    case 'text':
      return { text: content.value };
    case 'data':
      return { data: (content.value ?? null) as JsonValue };
    case 'url':
      return { url: content.value, ...about };
    case 'raw':
      return { base64: Buffer.from(content.value).toString('base64'), ...about };
    case undefined:
      return about;
  }
}
