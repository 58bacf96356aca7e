import { AREA_COLOURS, type AreaColour } from './areas.ts';

interface AreaLook {
  word: string;
  note: string;
  frame: string;
}

/** How notes and frames of a colour look in both themes. */
export const AREA_LOOKS: Record<AreaColour, AreaLook> = {
  plain: { word: 'plain', note: 'border-line-strong bg-panel', frame: 'border-line-strong bg-raised/40' },
  amber: { word: 'amber', note: 'border-wait bg-wait-soft', frame: 'border-wait bg-wait-soft/40' },
  blue: { word: 'blue', note: 'border-run bg-run-soft', frame: 'border-run bg-run-soft/40' },
  green: { word: 'green', note: 'border-ok bg-ok-soft', frame: 'border-ok bg-ok-soft/40' },
  red: { word: 'red', note: 'border-fail bg-fail-soft', frame: 'border-fail bg-fail-soft/40' },
};

export const nextColour = (colour: AreaColour): AreaColour =>
  AREA_COLOURS[(AREA_COLOURS.indexOf(colour) + 1) % AREA_COLOURS.length] ?? 'plain';
