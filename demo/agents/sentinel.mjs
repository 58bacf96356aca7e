import { serveTask } from '../lib/task-document.mjs';
import { checkLicences } from '../reviews/check-licences.mjs';
import { scanSecurity } from '../reviews/scan-security.mjs';

await serveTask({ 'scan-security': scanSecurity, 'check-licences': checkLicences });
