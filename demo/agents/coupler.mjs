import { serveTask } from '../lib/task-document.mjs';
import { measureCoupling } from '../reviews/measure-coupling.mjs';

await serveTask({ 'measure-coupling': measureCoupling });
