import { handleTrpc } from '@/server/api/handle-trpc.ts';
import { getDeps } from '@/server/create-deps.ts';

export const dynamic = 'force-dynamic';

const handler = (request: Request) => handleTrpc(getDeps(), request);

export { handler as GET, handler as POST };
