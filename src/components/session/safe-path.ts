const HOME = '/overview';

/**
 * Where a sign-in leads to: only a path of this site may follow it. Printable ASCII only, as browsers write paths: tabs and line breaks
 * fall out of an address, so that "/\t/host" would be "//host".
 */
export function safePath(path: string | null): string {
  return path !== null && /^\/(?![/\\])[\x20-\x7e]*$/.test(path) ? path : HOME;
}
