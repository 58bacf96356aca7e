import { handleRequest } from '@/server/api/rest/handle-request.ts';
import { getDeps } from '@/server/create-deps.ts';

export const dynamic = 'force-dynamic';

const handler = (request: Request) => handleRequest(getDeps(), request);

export { handler as DELETE, handler as GET, handler as HEAD, handler as OPTIONS, handler as PATCH, handler as POST, handler as PUT };
