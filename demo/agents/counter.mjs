import { serveTask } from '../lib/task-document.mjs';
import { measureCode } from '../reviews/measure-code.mjs';

await serveTask({ 'measure-code': measureCode });
