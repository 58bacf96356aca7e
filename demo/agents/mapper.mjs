import { serveTask } from '../lib/task-document.mjs';
import { mapImports } from '../reviews/map-imports.mjs';

await serveTask({ 'map-imports': mapImports });
