/**
 * The address of the peer. The server overwrites this header with the socket's address (src/instrumentation.ts), so that what a client
 * claims in it never arrives here.
 */
export function readPeer(headers: Headers): string | null {
  const address = headers.get('x-forwarded-for')?.split(',')[0]?.trim();
  return address !== undefined && /^[0-9a-fA-F.:]{2,45}$/.test(address) ? address : null;
}
