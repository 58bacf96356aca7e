// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { z } from 'zod';
import { type Blueprint, blueprint, collate, FOLDER_MEASUREMENTS, measure, repositoryShape } from './blueprint.ts';

const share = z.number().min(0).max(1);

const folderMetrics = blueprint({
  name: 'folder-metrics',
  title: 'Folder by folder',
  summary: 'Divides a repository into folders, measures each at the same time, and joins the results.',
  template: 'map_reduce',
  parameters: z.strictObject({
    ...repositoryShape,
    measurement: z.enum(FOLDER_MEASUREMENTS).default('measure-code'),
    at_once: z.number().int().min(1).max(10).default(4),
    failure_tolerance: share.default(0.2),
  }),
  fill: ({ path, measurement, at_once, failure_tolerance }) => ({
    source: measure('survey-repository', path),
    over: '${tasks.source.output.folders}',
    map: measure(measurement, path, { folder: '${item}' }),
    reduce: collate(),
    max_concurrency: at_once,
    failure_tolerance,
  }),
});

const repositoryPulse = blueprint({
  name: 'repository-pulse',
  title: 'Repository pulse',
  summary: 'What a repository is, who changed what in it, and how its code is built, one step after another.',
  template: 'linear_pipeline',
  parameters: z.strictObject(repositoryShape),
  fill: ({ path }) => ({
    hand_over: false,
    steps: [
      { task_id: 'survey', ...measure('survey-repository', path) },
      { task_id: 'history', ...measure('measure-history', path) },
      { task_id: 'code', ...measure('measure-code', path) },
      { task_id: 'pulse', ...collate(['${tasks.survey.output}', '${tasks.history.output}', '${tasks.code.output}']) },
    ],
  }),
});

const fourViews = blueprint({
  name: 'four-views',
  title: 'Four views of one repository',
  summary: 'Asks four specialists about the same repository at the same time, and joins what they say.',
  template: 'scatter_gather',
  parameters: z.strictObject(repositoryShape),
  fill: ({ path }) => ({
    recipients: [
      { task_id: 'code', ...measure('measure-code', path) },
      { task_id: 'duplicates', ...measure('find-duplicates', path) },
      { task_id: 'security', ...measure('scan-security', path) },
      { task_id: 'imports', ...measure('map-imports', path) },
    ],
    gather: collate(),
  }),
});

const licenceGate = blueprint({
  name: 'licence-gate',
  title: 'Licence gate',
  summary: 'Checks the licences. Where they leave questions, secrets are looked for too; where they do not, the code is measured.',
  template: 'branching_decision',
  parameters: z.strictObject({ ...repositoryShape, questions_allowed: z.number().int().min(0).max(1_000).default(0) }),
  fill: ({ path, questions_allowed }) => ({
    decide: measure('check-licences', path),
    cases: [
      {
        when: `tasks.decide.output.high + tasks.decide.output.medium > ${questions_allowed}`,
        steps: [{ task_id: 'secrets', ...measure('scan-security', path) }],
      },
    ],
    otherwise: [{ task_id: 'code', ...measure('measure-code', path) }],
    join: collate(['${tasks.decide.output}']),
  }),
});

const scanUntilClean = blueprint({
  name: 'scan-until-clean',
  title: 'Scan until clean',
  summary: 'Looks for secrets again and again until no grave one is left; fails when the bound is reached first.',
  template: 'iterative_refinement',
  parameters: z.strictObject({
    ...repositoryShape,
    grave_allowed: z.number().int().min(0).max(10_000).default(0),
    max_iterations: z.number().int().min(1).max(100).default(3),
  }),
  fill: ({ path, grave_allowed, max_iterations }) => ({
    refine: measure('scan-security', path),
    until: `output.high <= ${grave_allowed}`,
    max_iterations,
    finish: collate(['${tasks.refine.output}']),
  }),
});

const folderTree = blueprint({
  name: 'folder-tree',
  title: 'Divide and measure',
  summary: 'Divides a repository into its largest folders, measures the code of each, and puts the results together.',
  template: 'hierarchical_decomposition',
  // The survey divides into ten slots; a slot without a folder is answered at once.
  parameters: z.strictObject({ ...repositoryShape, folders: z.number().int().min(1).max(10).default(4) }),
  fill: ({ path, folders }) => ({
    divide: measure('survey-repository', path),
    work: measure('measure-code', path),
    combine: collate(),
    parts: 'folders',
    part_field: 'folder',
    levels: 1,
    width: folders,
  }),
});

const allAtOnce = blueprint({
  name: 'all-at-once',
  title: 'Everything at once',
  summary: 'Six measurements of a repository that have nothing to do with each other, side by side.',
  template: 'parallel_execution',
  parameters: z.strictObject({ ...repositoryShape, failure_tolerance: share.default(0) }),
  fill: ({ path, failure_tolerance }) => ({
    failure_tolerance,
    steps: [
      { task_id: 'history', ...measure('measure-history', path) },
      { task_id: 'coupling', ...measure('measure-coupling', path) },
      { task_id: 'imports', ...measure('map-imports', path) },
      { task_id: 'code', ...measure('measure-code', path) },
      { task_id: 'security', ...measure('scan-security', path) },
      { task_id: 'licences', ...measure('check-licences', path) },
    ],
  }),
});

const carefulReview = blueprint({
  name: 'careful-review',
  title: 'Only what there is',
  summary: 'Looks at history only where there is one, at imports only where there is code, and at duplicates only above a size.',
  template: 'conditional_workflow',
  parameters: z.strictObject({ ...repositoryShape, least_files: z.number().int().min(0).max(1_000_000).default(20) }),
  fill: ({ path, least_files }) => ({
    steps: [
      { task_id: 'survey', ...measure('survey-repository', path) },
      { task_id: 'history', ...measure('measure-history', path), condition: 'tasks.survey.output.history_gap == null' },
      { task_id: 'imports', ...measure('map-imports', path), condition: 'tasks.survey.output.code_files > 0' },
      { task_id: 'duplicates', ...measure('find-duplicates', path), condition: `tasks.survey.output.code_files >= ${least_files}` },
      { task_id: 'result', ...collate(['${tasks.survey.output}']) },
    ],
  }),
});

/** Every blueprint, in the order of the gallery. */
export const BLUEPRINTS: readonly Blueprint[] = [
  folderMetrics,
  repositoryPulse,
  fourViews,
  licenceGate,
  scanUntilClean,
  folderTree,
  allAtOnce,
  carefulReview,
];
