import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleMinus,
  CirclePause,
  CircleSlash,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Moon,
  Undo2,
  Unplug,
  Wrench,
} from 'lucide-react';
import type { AgentStatus } from '@/server/core/agent/agent.ts';
import type { RunStatus } from '@/server/core/run/state.ts';
import type { AttemptStatus, TaskStatus } from '@/server/core/task/state.ts';

// The one vocabulary of states: every screen shows a state as icon, colour and word from here.

export type Tone = 'ok' | 'run' | 'wait' | 'fail' | 'idle';

export interface StatusLook {
  word: string;
  tone: Tone;
  icon: LucideIcon;
  /** The icon turns while this state lasts. */
  turning?: boolean;
}

const completed = { word: 'Completed', tone: 'ok', icon: CircleCheck } as const;
const failed = { word: 'Failed', tone: 'fail', icon: CircleX } as const;
const cancelled = { word: 'Cancelled', tone: 'idle', icon: CircleSlash } as const;
const running = { word: 'Running', tone: 'run', icon: LoaderCircle, turning: true } as const;
const assigned = { word: 'Assigned', tone: 'run', icon: CircleDot } as const;

export const RUN_LOOKS: Record<RunStatus, StatusLook> = {
  created: { word: 'Created', tone: 'idle', icon: CircleDashed },
  running,
  paused: { word: 'Paused', tone: 'wait', icon: CirclePause },
  completed,
  failed,
  cancelled,
};

export const TASK_LOOKS: Record<TaskStatus, StatusLook> = {
  pending: { word: 'Pending', tone: 'idle', icon: CircleDashed },
  ready: { word: 'Ready', tone: 'wait', icon: Circle },
  assigned,
  running,
  waiting: { word: 'Waiting', tone: 'wait', icon: Hourglass },
  completed,
  failed,
  cancelled,
  skipped: { word: 'Skipped', tone: 'idle', icon: CircleMinus },
};

export const ATTEMPT_LOOKS: Record<AttemptStatus, StatusLook> = {
  assigned,
  running,
  completed,
  failed,
  cancelled,
  lost: { word: 'Lost', tone: 'wait', icon: Unplug },
  returned: { word: 'Handed back', tone: 'idle', icon: Undo2 },
};

export const AGENT_LOOKS: Record<AgentStatus, StatusLook> = {
  active: { word: 'Active', tone: 'ok', icon: CircleCheck },
  busy: { word: 'Busy', tone: 'run', icon: CircleDot },
  maintenance: { word: 'Drained', tone: 'wait', icon: Wrench },
  sleeping: { word: 'Sleeping', tone: 'idle', icon: Moon },
  shutting_down: { word: 'Retiring', tone: 'wait', icon: Hourglass },
  inactive: { word: 'Retired', tone: 'idle', icon: CircleSlash },
  error: { word: 'Error', tone: 'fail', icon: CircleAlert },
};

export const TONE_TEXT: Record<Tone, string> = {
  ok: 'text-ok',
  run: 'text-run',
  wait: 'text-wait',
  fail: 'text-fail',
  idle: 'text-idle',
};

export const TONE_SOFT: Record<Tone, string> = {
  ok: 'bg-ok-soft',
  run: 'bg-run-soft',
  wait: 'bg-wait-soft',
  fail: 'bg-fail-soft',
  idle: 'bg-idle-soft',
};

export const TONE_SOLID: Record<Tone, string> = { ok: 'bg-ok', run: 'bg-run', wait: 'bg-wait', fail: 'bg-fail', idle: 'bg-idle' };
