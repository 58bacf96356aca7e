/** Called by the framework once per server process, before it serves. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startWeb } = await import('./server/start-web.ts');
  await startWeb();
}
