import { handleAuth } from '@/server/api/access/handle-auth.ts';
import { getDeps } from '@/server/create-deps.ts';

export const dynamic = 'force-dynamic';

const handler = (request: Request) => handleAuth(getDeps(), request);

export { handler as GET, handler as POST };
