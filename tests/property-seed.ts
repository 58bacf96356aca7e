import fc from 'fast-check';

// Property tests draw the same cases in every run, so that a red run of the suite is the change's own fault. PROPERTY_SEED=random (or a
// number) draws others, PROPERTY_RUNS sets how many a property draws unless it says a number itself: for hunting counterexamples, which then become rows of a table test.
const FIXED_SEED = 20_261_122;
const wish = process.env.PROPERTY_SEED;
const seed = wish === 'random' ? Date.now() & 0x7fffffff : Number(wish ?? FIXED_SEED);
const numRuns = process.env.PROPERTY_RUNS ? Number(process.env.PROPERTY_RUNS) : undefined;

fc.configureGlobal({ seed, ...(numRuns === undefined ? {} : { numRuns }) });

/** How many cases a property draws that needs more or fewer than others: as many as given, or as a hunt asks for. */
export const drawing = (usual: number) => ({ numRuns: numRuns ?? usual });
