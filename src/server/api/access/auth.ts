import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { Deps } from '../../deps.ts';
import { deriveKey } from './derive-key.ts';
import { checkOrigin } from './origin.ts';

/** Sessions last this long after the sign-in, used or not. */
const SESSION_SECONDS = 14 * 24 * 3_600;

/** Sign-in of people by e-mail and password. There is no sign-up: the first start makes the first person, admins the others. */
function createAuth(deps: Deps, secure: boolean) {
  const { env, log } = deps;
  return betterAuth({
    appName: 'Agent Hive',
    baseURL: `${secure ? 'https' : 'http'}://127.0.0.1:${env.PORT}`,
    basePath: '/api/auth',
    secret: deriveKey(deps, 'sign-in').toString('base64url'),
    database: prismaAdapter(deps.db.prisma, { provider: 'postgresql' }),
    trustedOrigins: (request) => {
      const origin = request?.headers.get('origin');
      return request && origin && checkOrigin(env, request.headers) === 'same' ? [origin] : [];
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 200 },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, defaultValue: 'viewer' },
        banned: { type: 'boolean', input: false, defaultValue: false },
        mustChangePassword: { type: 'boolean', input: false, defaultValue: false },
      },
    },
    // Limited by account in limit-sign-in.ts: addresses are cheap to change, the account under attack is not.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ part: 'sign-in' }, message) },
    advanced: { cookiePrefix: 'hive', useSecureCookies: secure, ipAddress: { ipAddressHeaders: ['x-forwarded-for'] } },
  });
}

export type Auth = ReturnType<typeof createAuth>;

const instances = new WeakMap<Deps, Map<boolean, Auth>>();

/** Was this request made over TLS? Only a proxy in front can say so; a lie harms nobody but the liar's own cookie. */
export const isSecure = (headers: Headers): boolean => headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';

/** The sign-in service, with cookies that fit the request's scheme. */
export function getAuth(deps: Deps, headers: Headers): Auth {
  const secure = isSecure(headers);
  const known = instances.get(deps) ?? new Map<boolean, Auth>();
  instances.set(deps, known);
  const auth = known.get(secure) ?? createAuth(deps, secure);
  known.set(secure, auth);
  return auth;
}
