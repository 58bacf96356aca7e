import { serveTask } from '../lib/task-document.mjs';
import { assessFolder } from '../reviews/assess-folder.mjs';
import { collateMeasurements } from '../reviews/collate-measurements.mjs';
import { writeReport } from '../reviews/write-report.mjs';

await serveTask({ 'assess-folder': assessFolder, 'collate-measurements': collateMeasurements, 'write-report': writeReport });
