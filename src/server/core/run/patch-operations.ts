/** What a patch of a running graph may do (patch.ts says how each is written). */
export const PATCH_OPERATIONS = ['add', 'replace', 'skip', 'reroute', 'insert_approval', 'change_input'] as const;
