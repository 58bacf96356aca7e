// What the results of a review must look like to count as verified, as JSON Schema 2020-12 and CEL.

import { FOLDER_SLOTS } from './lib/folder-slots.mjs';

const COUNT = { type: 'integer', minimum: 0 };

/** The plan of a review: as many folder slots as the tasks that follow, however many folders there are. */
export const SURVEY_CONTRACT = {
  schema: {
    type: 'object',
    required: ['repository', 'source', 'files', 'folders'],
    properties: {
      repository: { type: 'string', minLength: 1 },
      source: { type: 'string' },
      files: COUNT,
      code_files: COUNT,
      folders: { type: 'array', minItems: FOLDER_SLOTS, maxItems: FOLDER_SLOTS, items: { type: ['object', 'null'] } },
    },
  },
};

/** A measurement was made, or says why not; an empty folder slot is skipped. */
export const MEASUREMENT_CONTRACT = {
  schema: {
    type: 'object',
    anyOf: [
      { required: ['measured'], properties: { measured: { const: true } } },
      { required: ['measured', 'reason'], properties: { measured: { const: false }, reason: { type: 'string', minLength: 1 } } },
      { required: ['skipped'], properties: { skipped: { const: true } } },
    ],
  },
};

/** The report has a score of 0 to 100, or none where nothing was measured, and every area of it likewise; and it is a document. */
export const REPORT_CONTRACT = {
  schema: {
    type: 'object',
    required: ['title', 'score', 'summary', 'areas', 'artifacts'],
    properties: {
      title: { type: 'string', minLength: 1 },
      summary: { type: 'string', minLength: 1 },
      artifacts: { type: 'array', minItems: 1 },
    },
  },
  condition:
    'size(output.areas) > 0 && output.areas.all(area, area.score == null || (area.score >= 0.0 && area.score <= 100.0)) && ' +
    '(output.score == null || (output.score >= 0.0 && output.score <= 100.0)) && output.artifacts[0].name.endsWith(".md")',
};
