import { serveTask } from '../lib/task-document.mjs';
import { assessFolder } from '../reviews/assess-folder.mjs';
import { writeReport } from '../reviews/write-report.mjs';

await serveTask({ 'assess-folder': assessFolder, 'write-report': writeReport });
