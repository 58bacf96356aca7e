import { serveTask } from '../lib/task-document.mjs';
import { surveyRepository } from '../reviews/survey-repository.mjs';

await serveTask({ 'survey-repository': surveyRepository });
