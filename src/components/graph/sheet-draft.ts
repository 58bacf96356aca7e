import type { Sheet } from './sheet.ts';

// The next sheet, painted out of sight, a little in every frame. The old one is shown meanwhile, larger or smaller than it was painted.

export interface Drafted {
  sheet: Sheet;
  /** Paints on the draft's context; what it does between two yields is one step. */
  steps: Iterator<undefined, void>;
  /** Nodes whose state has changed since the draft was begun: it may have painted them before. */
  late: Set<number>;
}

export class SheetDraft {
  /** Null while nothing is drafted. */
  current: Drafted | null = null;
  readonly context: CanvasRenderingContext2D;

  /** @throws Error when the browser has no 2D canvas */
  constructor() {
    // Painted by the processor in any case: only so the work of a step is done when it is asked for, and not all of it with the last.
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser draws no 2D canvas');
    this.context = context;
  }

  begin(sheet: Sheet, { width, height }: { width: number; height: number }, steps: Drafted['steps']): void {
    const { canvas } = this.context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    // What was begun before may have been left in the middle of a stroke.
    else this.context.reset();
    this.current = { sheet, steps, late: new Set() };
  }

  /**
   * Goes on for `budgetMs`, or one step.
   * @returns what was drafted once it is all there: then the canvas holds it
   */
  goOn(budgetMs: number): Drafted | null {
    const { current, context } = this;
    if (current === null) return null;
    const end = performance.now() + budgetMs;
    do {
      const { done } = current.steps.next();
      // Reading a pixel has everything painted that was asked for so far.
      context.getImageData(0, 0, 1, 1);
      if (!done) continue;
      this.current = null;
      return current;
    } while (performance.now() < end);
    return null;
  }

  drop(): void {
    this.current = null;
  }
}
