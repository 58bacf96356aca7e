import { useState } from 'react';

// Elements of a list of which only the rows in view are drawn. A row that stays keeps its element, with the focus and whatever else it
// holds; one that comes takes over the element of one that went: changing a text costs less than making and laying out anew.

export class RowSlots {
  /** The slot whose element has the focus: it goes with its row, and no other row comes into it. */
  held: number | null = null;
  private slots = new Map<string | number, number>();

  /** @returns a slot for each of the rows in view, told by their keys, none twice */
  of(keys: readonly (string | number)[]): number[] {
    const kept = new Set(keys.flatMap((key) => this.slots.get(key) ?? []));
    const free = [...this.slots.values()].filter((slot) => !kept.has(slot) && slot !== this.held);
    const taken = new Set([...this.slots.values()]);
    let fresh = 0;
    const next = () => {
      while (taken.has(fresh)) fresh += 1;
      taken.add(fresh);
      return fresh;
    };
    const slots = keys.map((key) => this.slots.get(key) ?? free.shift() ?? next());
    this.slots = new Map(keys.map((key, index) => [key, slots[index] ?? 0]));
    return slots;
  }
}

/** Slots of one list, and what its scroller tells them of the focus; an element says its slot in `data-slot`. */
export function useRowSlots() {
  const [slots] = useState(() => new RowSlots());
  const [focus] = useState(() => ({
    onFocus: ({ target }: { target: Element }) => {
      const slot = target.closest<HTMLElement>('[data-slot]')?.dataset.slot;
      slots.held = slot === undefined ? null : Number(slot);
    },
    onBlur: () => {
      slots.held = null;
    },
  }));
  return { slots, focus };
}
