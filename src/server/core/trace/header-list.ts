import { z } from 'zod';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
const VALUE = /^[\x20-\x7e]{0,4000}$/;

/** Headers as an environment writes them: "authorization=Bearer%20x,tenant=1". Values are percent-encoded, as OpenTelemetry has it. */
export const headerListSchema = z
  .string()
  .max(10_000)
  .transform((text, context) => {
    const headers: Record<string, string> = {};
    for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = decode(pair.slice(at + 1).trim());
      if (at > 0 && NAME.test(name) && value !== null && VALUE.test(value)) headers[name.toLowerCase()] = value;
      // The value may be a secret: it is not repeated.
      else context.addIssue({ code: 'custom', message: 'takes name=value pairs with commas between, values percent-encoded' });
    }
    return headers;
  });

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
