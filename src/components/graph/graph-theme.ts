import type { Tone } from '../status/status-vocabulary.ts';

// The canvas does not inherit: it is told the tokens of the page as they are now.

export const THEME_TOKENS = {
  page: '--page',
  panel: '--panel',
  raised: '--raised',
  line: '--line',
  lineStrong: '--line-strong',
  ink: '--ink',
  ink2: '--ink-2',
  ink3: '--ink-3',
  accent: '--accent',
  ok: '--ok',
  run: '--run',
  wait: '--wait',
  fail: '--fail',
  idle: '--idle',
  okSoft: '--ok-soft',
  runSoft: '--run-soft',
  waitSoft: '--wait-soft',
  failSoft: '--fail-soft',
  idleSoft: '--idle-soft',
} as const;

export type ThemeColour = keyof typeof THEME_TOKENS;
export type GraphTheme = Record<ThemeColour, string> & { font: string };

/** With forced colours the user's own few stand in: shapes and words tell states apart, as they do without colour vision. */
const FORCED: Record<ThemeColour, string> = {
  page: 'Canvas',
  panel: 'Canvas',
  raised: 'Canvas',
  line: 'GrayText',
  lineStrong: 'CanvasText',
  ink: 'CanvasText',
  ink2: 'CanvasText',
  ink3: 'CanvasText',
  accent: 'Highlight',
  ok: 'CanvasText',
  run: 'Highlight',
  wait: 'CanvasText',
  fail: 'CanvasText',
  idle: 'GrayText',
  okSoft: 'Canvas',
  runSoft: 'Canvas',
  waitSoft: 'Canvas',
  failSoft: 'Canvas',
  idleSoft: 'Canvas',
};

export function readTheme(element: Element): GraphTheme {
  const style = getComputedStyle(element);
  const colours = { ...FORCED };
  if (!matchMedia('(forced-colors: active)').matches) {
    for (const [name, token] of Object.entries(THEME_TOKENS)) colours[name as ThemeColour] = style.getPropertyValue(token).trim();
  }
  return { ...colours, font: style.fontFamily };
}

export const TONE_COLOUR: Record<Tone | 'none', ThemeColour> = {
  none: 'ink3',
  ok: 'ok',
  run: 'run',
  wait: 'wait',
  fail: 'fail',
  idle: 'idle',
};

/** Calls back when the page's colours or fonts become others; ends with what it gives. */
export function watchTheme(onChange: () => void): () => void {
  const off = new AbortController();
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
  for (const query of ['(forced-colors: active)', '(prefers-color-scheme: dark)'])
    matchMedia(query).addEventListener('change', onChange, { signal: off.signal });
  document.fonts.addEventListener('loadingdone', onChange, { signal: off.signal });
  return () => {
    observer.disconnect();
    off.abort();
  };
}
