/** A capability, ready to be compared: folded once, not per task. */
export interface FoldedCapability {
  name: string;
  /** 0..1. */
  proficiency: number;
  areas: readonly string[];
}

/** Names are compared without regard to case and surrounding space. */
export function fold(name: string): string {
  return name.trim().toLowerCase();
}

const RELATION = { same: 1, area: 0.9, inside: 0.8, around: 0.7, areaPart: 0.6 } as const;

/** How a required name stands to a capability: the same, one inside the other, or among its areas; 0 when it is none of these. */
export function relation(required: string, { name, areas }: Pick<FoldedCapability, 'name' | 'areas'>): number {
  if (name === required) return RELATION.same;
  if (areas.includes(required)) return RELATION.area;
  if (name.includes(required)) return RELATION.inside;
  if (required.includes(name)) return RELATION.around;
  return areas.some((area) => area.includes(required) || required.includes(area)) ? RELATION.areaPart : 0;
}
