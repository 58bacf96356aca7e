import { CircleAlert, CircleCheck, Hourglass, Layers, Moon, Sunrise } from 'lucide-react';
import type { SleepState } from '@/server/core/sleep/sleep-state.ts';
import type { StatusLook } from '../status/status-vocabulary.ts';

/** The six states of sleep as icon, colour and word. */
export const SLEEP_LOOKS: Record<SleepState, StatusLook> = {
  awake: { word: 'Awake', tone: 'ok', icon: CircleCheck },
  preparing_sleep: { word: 'Falling asleep', tone: 'wait', icon: Hourglass },
  sleeping: { word: 'Sleeping', tone: 'idle', icon: Moon },
  consolidating: { word: 'Consolidating', tone: 'run', icon: Layers },
  preparing_wake: { word: 'Waking up', tone: 'wait', icon: Sunrise },
  error: { word: 'Sleep failed', tone: 'fail', icon: CircleAlert },
};
