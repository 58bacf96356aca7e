import { describe, expect, it } from 'vitest';
import { TASK_STATUSES } from '@/server/core/task/state.ts';
import { BOX_MARKS } from './box-marks.ts';
import { TASK_KINDS } from './canvas-graph.ts';
import { frameOf, KIND_LOOKS, wordsOf } from './card-look.ts';
import { CardText } from './card-text.ts';
import { outlineOf } from './icon-atlas.tsx';
import { decidePaint } from './painter.ts';
import { statusByte } from './scene.ts';

const node = { id: 'a', name: 'Weigh', type: 'work', kind: 'agent', x: 0, y: 0 } as const;
const running = { status: 'running', remark: 'Scout', tone: 'plain', attempts: 3, startedAt: null, endedAt: null } as const;

describe('looks', () => {
  it('[GV7] every state fills its box in a way of its own, so that it reads without colour', () => {
    const fills = TASK_STATUSES.map((status) => JSON.stringify(BOX_MARKS[statusByte(status)]?.fill));
    expect(new Set(fills).size).toBe(TASK_STATUSES.length);
  });

  it('[GV7] every kind of task has an icon and a word of its own', () => {
    expect(new Set(TASK_KINDS.map((kind) => KIND_LOOKS[kind].icon)).size).toBe(TASK_KINDS.length);
    expect(new Set(TASK_KINDS.map((kind) => KIND_LOOKS[kind].word)).size).toBe(TASK_KINDS.length);
  });

  it('[GV7] completed, failed and skipped tasks differ in ground, line or dashes', () => {
    const frames = (['completed', 'failed', 'skipped'] as const).map((status) => JSON.stringify(frameOf(node, { status }, false)));
    expect(new Set(frames).size).toBe(3);
    expect(frameOf({ ...node, fault: 'no name' }, undefined, false)).toMatchObject({ border: 'fail', dashed: true });
  });

  it('[VE4] what was added, removed and changed differs from each other and from a card that is neither, near and far', () => {
    for (const far of [false, true]) {
      const frames = [undefined, ...(['added', 'removed', 'changed'] as const)].map((change) =>
        frameOf(node, { status: null, ...(change && { change }) }, far),
      );
      expect(new Set(frames.map((frame) => JSON.stringify(frame))).size).toBe(4);
    }
  });

  it('[GV7] a card says its fault first, then its state, then what it is', () => {
    expect(wordsOf(node, undefined)).toMatchObject({ remark: 'work', kindMark: false });
    expect(wordsOf({ ...node, kind: 'timer' }, undefined).remark).toBe('Timer');
    expect(wordsOf({ ...node, kind: 'map' }, { ...running, badge: '3/12' })).toMatchObject({
      remark: 'Scout',
      again: '×3',
      badge: '3/12',
      kindMark: true,
    });
    expect(wordsOf({ ...node, fault: 'It waits for nobody' }, running)).toMatchObject({ remark: 'It waits for nobody', tone: 'fail' });
  });
});

describe('painting', () => {
  const still = { laid: { faithful: true }, moving: false, stale: false, slow: true };
  it.each([
    ['the view rests', still, 'nothing'],
    ['the view is zoomed', { ...still, laid: { faithful: false } }, 'draft'],
    ['a task is done whose edges are in view', { ...still, stale: true }, 'draft'],
    ['a graph is zoomed that takes no time', { ...still, laid: { faithful: false }, slow: false }, 'whole'],
    ['nothing painted can stand for the view', { ...still, laid: null }, 'whole'],
    ['a hand moves nodes', { ...still, moving: true }, 'whole'],
  ] as const)('[GV8] when %s', (_, facts, decision) => {
    expect(decidePaint(facts)).toBe(decision);
  });

  it('[GV8] icons of every form are read as paths', () => {
    const read = (tag: string, attributes: Record<string, string>) => outlineOf(tag, (name) => attributes[name] ?? null);
    expect(read('path', { d: 'm1 2 3 4' })).toBe('m1 2 3 4');
    expect(read('line', { x1: '1', y1: '2', x2: '3', y2: '4' })).toBe('M1 2L3 4');
    expect(read('circle', { cx: '12', cy: '12', r: '10' })).toBe('M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0');
    expect(read('rect', { x: '3', y: '4', width: '18', height: '10' })).toBe('M3 4h18v10h-18v-10Z');
    expect(read('polyline', { points: '1 2 3 4' })).toBe('M1 2 3 4');
    expect(read('title', {})).toBe('');
  });

  it('[GV8] text is cut where CSS would cut it, and broken between words', () => {
    // Every letter is 10 px wide.
    const text = new CardText((_, words) => ({ width: words.length * 10, fontBoundingBoxAscent: 9, fontBoundingBoxDescent: 3 }));
    expect(text.fit('f', 'Collect', 70)).toBe('Collect');
    expect(text.fit('f', 'Collect', 60)).toBe('Colle…');
    expect(text.fit('f', 'Collect', 5)).toBe('…');
    expect(text.twoLines('f', 'Collect all the totals', 110)).toEqual(['Collect all', 'the totals']);
    expect(text.twoLines('f', 'Collect all the open totals', 110)).toEqual(['Collect all', 'the open t…']);
    expect(text.twoLines('f', 'Incomprehensibilities', 60)).toEqual(['Incom…']);
    expect(text.baseline('f')).toBe(3);
  });
});
