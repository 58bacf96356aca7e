import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../routing/choose-agent.ts';
import type { TaskSpec } from '../task/spec.ts';
import {
  changedSettings,
  INTEGRATION_MODES,
  limitsUnder,
  MODE_SETTINGS,
  ORCHESTRATION_MODES,
  specUnder,
  toOrchestrationMode,
} from './orchestration-mode.ts';

const spec = (strategy: TaskSpec['strategy']) => ({ taskType: 'review', strategy }) as TaskSpec;

describe('modes', () => {
  test('[OM1] no two modes are alike, and the names of the integration layer orchestrate as standard', () => {
    const texts = ORCHESTRATION_MODES.map((mode) => JSON.stringify(MODE_SETTINGS[mode]));
    expect(new Set(texts).size).toBe(ORCHESTRATION_MODES.length);
    expect(INTEGRATION_MODES.map(toOrchestrationMode)).toEqual(['standard', 'standard', 'standard']);
    expect(ORCHESTRATION_MODES.map(toOrchestrationMode)).toEqual(ORCHESTRATION_MODES);
  });

  test('[OM2] what a change of mode changes is named, setting by setting', () => {
    expect(changedSettings('standard', 'standard')).toEqual([]);
    expect(changedSettings('standard', 'energy_efficient')).toEqual([
      { name: 'balancing', from: 'adaptive_hybrid', to: 'least_connections' },
      { name: 'shadowing', from: true, to: false },
      { name: 'hedging', from: true, to: false },
      { name: 'scalingAhead', from: true, to: false },
    ]);
    for (const from of ORCHESTRATION_MODES)
      for (const to of ORCHESTRATION_MODES) expect(changedSettings(from, to).length > 0).toBe(from !== to);
  });

  test('[OM3] a mode routes tasks that leave it to the house; what a task asks for stays', () => {
    const [house, own] = [spec('hybrid_intelligence'), spec('load_balanced')];
    expect(specUnder(MODE_SETTINGS.standard, house)).toBe(house);
    const emergency = specUnder(MODE_SETTINGS.emergency, house);
    expect(emergency).toEqual({ ...house, strategy: 'capability_first' });
    expect(specUnder(MODE_SETTINGS.emergency, house)).toBe(emergency);
    expect(specUnder(MODE_SETTINGS.high_performance, house).strategy).toBe('performance_first');
    expect(specUnder(MODE_SETTINGS.emergency, own)).toBe(own);
  });

  test('[OM4] without exploring nobody is chosen for being little known, and everybody keeps the floor', () => {
    expect(limitsUnder(MODE_SETTINGS.standard, DEFAULT_LIMITS)).toBe(DEFAULT_LIMITS);
    expect(limitsUnder(MODE_SETTINGS.fault_tolerant, DEFAULT_LIMITS)).toEqual({ ...DEFAULT_LIMITS, curiosity: 0, exploreShare: 0 });
  });
});
