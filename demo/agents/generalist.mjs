import { serveTask } from '../lib/task-document.mjs';
import { findDuplicates } from '../reviews/find-duplicates.mjs';
import { measureCode } from '../reviews/measure-code.mjs';
import { measureHistory } from '../reviews/measure-history.mjs';
import { scanSecurity } from '../reviews/scan-security.mjs';

await serveTask({
  'measure-history': measureHistory,
  'measure-code': measureCode,
  'find-duplicates': findDuplicates,
  'scan-security': scanSecurity,
});
