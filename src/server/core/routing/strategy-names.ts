/** How tasks may be routed (strategies.ts has what each weighs). Without a schema, so that pages can list them without one. */
export const ROUTING_STRATEGIES = [
  'persona_cognitive_match',
  'performance_weighted_persona',
  'contextual_adaptive',
  'learning_optimized',
  'hybrid_intelligence',
  'specialization_focused',
  'capability_first',
  'performance_first',
  'load_balanced',
  'priority_aware',
  'adaptive',
  'persona_optimized',
] as const;
