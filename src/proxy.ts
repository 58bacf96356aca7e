import { type NextRequest, NextResponse } from 'next/server';

// Headers for pages. Nothing is authorised here: every procedure and route does that for itself.

const DEVELOPMENT = process.env.NODE_ENV === 'development';

/** Scripts only with this response's nonce, everything else only from here. Agents' texts can neither run nor call anywhere. */
function contentSecurityPolicy(nonce: string): string {
  const directives: Record<string, string> = {
    'default-src': "'self'",
    // The development server compiles in the browser.
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${DEVELOPMENT ? " 'unsafe-eval'" : ''}`,
    // Style attributes (graph positions, virtual rows) cannot carry a nonce.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

const PAGE_HEADERS = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  // The framework reads the nonce from the policy; our own inline script (theme) reads x-nonce.
  headers.set('x-nonce', nonce);
  // A layout does not know which page it is around; who must sign in first wants to come back to it.
  headers.set('x-asked-for', request.nextUrl.pathname + request.nextUrl.search);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.headers.set(name, value);
  return response;
}

// API answers set their own headers, and a proxied request's body would be buffered and cut.
export const config = { matcher: ['/((?!api/|_next/static|_next/image|vendor/|icon.svg).*)'] };
