// The workflow "Repository review". The graph of a run is fixed, the folders of a repository are not: the survey fills a fixed number
// of slots by rank, and a task whose slot is empty answers at once that it has nothing to do.

import { MEASUREMENT_CONTRACT, REPORT_CONTRACT, SURVEY_CONTRACT } from './contracts.mjs';
import { FOLDER_SLOTS } from './lib/folder-slots.mjs';

/** The workflow's input when nobody names another repository: agents run in the installation directory. */
export const DEFAULT_REVIEW_INPUT = { path: '.' };

/**
 * @typedef {object} ReviewDefinition
 * @property {string} workflow_id
 * @property {string} name
 * @property {string} description
 * @property {'map_reduce'} template
 * @property {'parallel'} execution_mode
 * @property {number} max_concurrent_tasks
 * @property {number} max_duration_minutes
 * @property {ReviewTask[]} tasks
 *
 * @typedef {object} ReviewTask
 * @property {string} task_id
 * @property {string} task_type
 * @property {string} name
 * @property {string[]} [dependencies]
 * @property {string[]} required_capabilities
 * @property {'high'} [priority]
 * @property {number} [analytical_depth]
 * @property {number} [creativity_requirements]
 * @property {{[name: string]: ReviewInput}} input
 * @property {number} timeout_seconds
 * @property {{max_attempts: number, backoff_ms: number}} retry
 * @property {{schema: object, condition?: string}} [contract]
 *
 * @typedef {string | number | null | ReviewInput[] | {[name: string]: ReviewInput}} ReviewInput
 */

const FOLDER_TASKS = [
  { key: 'history', task_type: 'measure-history', capability: 'git-history', name: 'History', analytical_depth: 0.7 },
  { key: 'code', task_type: 'measure-code', capability: 'code-metrics', name: 'Code', analytical_depth: 0.8 },
  { key: 'duplicates', task_type: 'find-duplicates', capability: 'duplicate-detection', name: 'Duplicates', analytical_depth: 0.8 },
  { key: 'security', task_type: 'scan-security', capability: 'security-scan', name: 'Security', analytical_depth: 0.9 },
];

const WHOLE_TASKS = [
  { key: 'history', task_type: 'measure-history', capability: 'git-history', name: 'History of the whole repository' },
  { key: 'coupling', task_type: 'measure-coupling', capability: 'change-coupling', name: 'Files that change together' },
  { key: 'imports', task_type: 'map-imports', capability: 'import-graph', name: 'Import graph' },
  { key: 'duplicates', task_type: 'find-duplicates', capability: 'duplicate-detection', name: 'Duplicates across folders' },
  { key: 'licences', task_type: 'check-licences', capability: 'licence-check', name: 'Licences' },
];

/**
 * The definition, as `POST /workflows` takes it.
 *
 * @typedef {import('./lib/folder-slots.mjs').FolderSlot} FolderSlot
 *
 * @param {object} [options]
 * @param {string} [options.path] without it the path is the run's `input.path`
 * @param {Array<FolderSlot | null>} [options.folders] slots of a known repository; without them the survey finds them, whatever the path
 * @param {boolean} [options.narrate] adds the task of the narrator
 * @returns {ReviewDefinition}
 */
export function buildRepositoryReview({ path, folders, narrate = false } = {}) {
  const reviewed = path === undefined ? reference('input.path') : literal(path);
  const slots = folders
    ? folders.map((slot) => literal(slot))
    : Array.from({ length: FOLDER_SLOTS }, (_, rank) => reference(`tasks.survey.output.folders[${rank}]`));
  return {
    workflow_id: 'repository-review',
    name: 'Repository review',
    description:
      'Reviews a git repository: history, size, duplicates, imports, secrets and licences, folder by folder, joined into one scored report. ' +
      'Input: {"path": a directory}. Nothing of the reviewed repository is run.',
    template: 'map_reduce',
    execution_mode: 'parallel',
    max_concurrent_tasks: 8,
    max_duration_minutes: 30,
    tasks: [
      surveyTask(reviewed),
      ...WHOLE_TASKS.map((kind) => wholeTask(kind, { reviewed, slots })),
      ...slots.flatMap((slot, rank) => folderTasks({ reviewed, slot, number: rank + 1 })),
      reportTask(slots.length),
      ...(narrate ? [narrateTask()] : []),
    ],
  };
}

function surveyTask(path) {
  return {
    task_id: 'survey',
    task_type: 'survey-repository',
    name: 'Survey',
    required_capabilities: ['repository-survey'],
    priority: 'high',
    input: { path },
    contract: SURVEY_CONTRACT,
    ...policy(),
  };
}

function wholeTask({ key, task_type, capability, name }, { reviewed, slots }) {
  const between = key === 'duplicates' ? { between: slots } : {};
  return {
    task_id: `${key}-repository`,
    task_type,
    name,
    dependencies: ['survey'],
    required_capabilities: [capability],
    priority: 'high',
    input: { path: reviewed, ...between },
    contract: MEASUREMENT_CONTRACT,
    ...policy(),
  };
}

function folderTasks({ reviewed, slot, number }) {
  const measurements = FOLDER_TASKS.map(({ key, task_type, capability, name, analytical_depth }) => ({
    task_id: `${key}-folder-${number}`,
    task_type,
    name: `${name} of folder ${number}`,
    dependencies: ['survey'],
    required_capabilities: [capability],
    analytical_depth,
    input: { path: reviewed, folder: slot },
    contract: MEASUREMENT_CONTRACT,
    ...policy(),
  }));
  const joined = FOLDER_TASKS.map(({ key }) => [key, reference(`tasks.${key}-folder-${number}.output`)]);
  const assessment = {
    task_id: `assess-folder-${number}`,
    task_type: 'assess-folder',
    name: `Assessment of folder ${number}`,
    dependencies: ['survey', ...measurements.map((task) => task.task_id)],
    required_capabilities: ['folder-assessment'],
    input: { folder: slot, ...Object.fromEntries(joined) },
    ...policy(),
  };
  return [...measurements, assessment];
}

function reportTask(count) {
  const assessments = Array.from({ length: count }, (_, rank) => `assess-folder-${rank + 1}`);
  const whole = WHOLE_TASKS.map(({ key }) => [key, reference(`tasks.${key}-repository.output`)]);
  return {
    task_id: 'report',
    task_type: 'write-report',
    name: 'Report',
    dependencies: ['survey', ...WHOLE_TASKS.map(({ key }) => `${key}-repository`), ...assessments],
    required_capabilities: ['report-writing'],
    priority: 'high',
    input: {
      survey: reference('tasks.survey.output'),
      ...Object.fromEntries(whole),
      folders: assessments.map((id) => reference(`tasks.${id}.output`)),
    },
    contract: REPORT_CONTRACT,
    ...policy(),
  };
}

function narrateTask() {
  return {
    task_id: 'narrate',
    task_type: 'narrate-report',
    name: 'Executive summary',
    dependencies: ['report'],
    required_capabilities: ['narration'],
    creativity_requirements: 0.6,
    input: {
      title: reference('tasks.report.output.title'),
      summary: reference('tasks.report.output.summary'),
      areas: reference('tasks.report.output.areas'),
      top_findings: reference('tasks.report.output.top_findings'),
    },
    ...policy(),
  };
}

/** Becomes the value itself when the task starts. */
function reference(path) {
  return `\${${path}}`;
}

function policy() {
  return { timeout_seconds: 300, retry: { max_attempts: 2, backoff_ms: 500 } };
}

/** A value as it is: `${` in a path or a folder name is text, not a reference. */
function literal(value) {
  if (typeof value === 'string') return value.replaceAll('$' + '{', () => '$$' + '{');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)]));
  return value;
}
