'use client';

/** The last net: the frame itself failed, so nothing of it is used here. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: 'system-ui, sans-serif', padding: '4rem', lineHeight: 1.6 }}>
        <h1>Agent Hive could not be shown</h1>
        <p>Runs go on; only this page failed.</p>
        {error.digest && <p>Error {error.digest}</p>}
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
