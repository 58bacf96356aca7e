import { type Browser, chromium, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../e2e/fixtures/browser.ts';
import type { Stack } from '../engine/open-stack.ts';

export type Web = NonNullable<Stack['web']>;

export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  return chromium.launch({ executablePath, args: BROWSER_FLAGS, env: { ...(process.env as Record<string, string>), ...env } });
}

interface Opening {
  path: string;
  /** Runs in the page before anything of its own. */
  script?: () => void;
}

/** A page in a browser of its own, signed in; its context is to be closed. */
export async function openPage(browser: Browser, { url }: Web, { path, script }: Opening): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url });
  const data = { email: process.env.HIVE_ADMIN_EMAIL, password: process.env.HIVE_ADMIN_PASSWORD };
  const signedIn = await context.request.post('/api/auth/sign-in/email', { data, headers: { origin: url } });
  if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()}`);
  const page = await context.newPage();
  if (script !== undefined) await page.addInitScript(script);
  await page.goto(path);
  await page.getByRole('heading').first().waitFor();
  return page;
}
