import { serveTask } from '../lib/task-document.mjs';
import { findDuplicates } from '../reviews/find-duplicates.mjs';

await serveTask({ 'find-duplicates': findDuplicates });
