import { createHash } from 'node:crypto';

export const dynamic = 'force-static';

const START = "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', deepLinking: true, tryItOutEnabled: false });";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agent Hive API</title>
<link rel="stylesheet" href="/vendor/swagger/swagger-ui.css">
</head>
<body>
<main id="ui"></main>
<script src="/vendor/swagger/swagger-ui-bundle.js"></script>
<script>${START}</script>
</body>
</html>
`;

const HASH = createHash('sha256').update(START).digest('base64');
/** The page's one inline script is named by its hash; everything else comes from here. */
const POLICY = [
  "default-src 'self'",
  `script-src 'self' 'sha256-${HASH}'`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const GET = () =>
  new Response(PAGE, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
