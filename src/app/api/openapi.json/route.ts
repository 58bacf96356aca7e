import { createOpenApi } from '@/server/api/rest/openapi.ts';
import { routes } from '@/server/api/rest/routes/index.ts';

export const dynamic = 'force-static';

export const GET = () => Response.json(createOpenApi(routes), { headers: { 'x-content-type-options': 'nosniff' } });
