import { createWorkflowSchema } from '@/server/api/workflow-schema.ts';

export const dynamic = 'force-static';

export const GET = () =>
  Response.json(createWorkflowSchema(), {
    headers: { 'content-type': 'application/schema+json', 'x-content-type-options': 'nosniff', 'access-control-allow-origin': '*' },
  });
