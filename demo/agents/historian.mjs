import { serveTask } from '../lib/task-document.mjs';
import { measureHistory } from '../reviews/measure-history.mjs';

await serveTask({ 'measure-history': measureHistory });
