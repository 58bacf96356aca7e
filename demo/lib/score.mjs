// The scores, 0 to 100, and their formulas as the report prints them. A formula works on sums over the whole repository (or one
// folder); it is null where nothing was measured, never a guess.

/** Lines of its own from which a function is long. */
export const LONG_FUNCTION_LINES = 60;
/** Lines from which a source file is long. */
export const LONG_FILE_LINES = 400;

/**
 * @typedef {object} Facts sums of what was counted; a fact that was not measured is absent
 * @typedef {{key: string, title: string, weight: number, formula: string, score: (facts: Facts) => number | null}} Area
 * @type {Area[]}
 */
export const AREAS = [
  {
    key: 'size',
    title: 'Size of files and functions',
    weight: 20,
    formula: `100 − 100 × (lines of files beyond ${LONG_FILE_LINES} lines ÷ code lines) − 200 × (lines of functions beyond ${LONG_FUNCTION_LINES} own lines ÷ function lines)`,
    score: (f) => {
      if (!f.code_lines) return null;
      const functions = f.function_lines ? f.long_function_excess / f.function_lines : 0;
      return bounded(100 - (100 * f.long_file_excess) / f.code_lines - 200 * functions);
    },
  },
  {
    key: 'duplication',
    title: 'Duplication',
    weight: 20,
    formula: '100 − 400 × (copied lines ÷ significant lines)',
    score: (f) => (f.significant_lines ? bounded(100 - (400 * f.duplicated_lines) / f.significant_lines) : null),
  },
  {
    key: 'structure',
    title: 'Import structure',
    weight: 20,
    formula: '100 − 200 × (modules in import cycles ÷ modules) − 50 × (modules nothing imports ÷ modules)',
    score: (f) => (f.modules ? bounded(100 - (200 * f.cyclic_modules) / f.modules - (50 * f.orphan_modules) / f.modules) : null),
  },
  {
    key: 'coupling',
    title: 'Coupling across folders',
    weight: 10,
    formula: '100 − 200 × (files strongly coupled to a file of another folder ÷ files that changed at least 3 times)',
    score: (f) => (f.coupling_files ? bounded(100 - (200 * f.crossing_files) / f.coupling_files) : null),
  },
  {
    key: 'focus',
    title: 'Focus of change',
    weight: 10,
    formula: `100 − 100 × (changes that hit files of more than ${LONG_FILE_LINES} lines ÷ changes)`,
    score: (f) => (f.changes ? bounded(100 - (100 * f.changes_on_long_files) / f.changes) : null),
  },
  {
    key: 'knowledge',
    title: 'Spread of knowledge',
    weight: 5,
    formula: '100 − 100 × (often changed files that only one person ever changed ÷ often changed files); not scored with a single author',
    score: (f) => (f.often_changed_files && f.authors > 1 ? bounded(100 - (100 * f.sole_author_files) / f.often_changed_files) : null),
  },
  {
    key: 'hygiene',
    title: 'Secrets, blobs, modes, licences',
    weight: 15,
    formula: '100 − 25 × high − 8 × medium − 2 × low findings of the scan',
    score: (f) => (f.scanned_files === undefined ? null : bounded(100 - 25 * f.high - 8 * f.medium - 2 * f.low)),
  },
];

/**
 * @param {Facts} facts
 * @returns {Record<string, number | null>} by area key, whole numbers
 */
export function scoreAreas(facts) {
  return Object.fromEntries(AREAS.map((area) => [area.key, area.score(facts)]));
}

/** @returns {number | null} the mean of what was measured, by weight */
export function overallScore(scores) {
  const measured = AREAS.filter(({ key }) => scores[key] !== null && scores[key] !== undefined);
  const weight = measured.reduce((sum, area) => sum + area.weight, 0);
  return weight === 0 ? null : Math.round(measured.reduce((sum, area) => sum + area.weight * scores[area.key], 0) / weight);
}

/** Adds what two measurements counted; `authors` is of the whole repository and is not added. */
export function sumFacts(all) {
  const sum = {};
  for (const facts of all) for (const [key, value] of Object.entries(facts)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}

function bounded(value) {
  return Math.round(Math.min(100, Math.max(0, value)));
}
