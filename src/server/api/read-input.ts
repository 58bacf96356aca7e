import superjson, { type SuperJSONResult } from 'superjson';
import { MalformedError } from '../core/errors.ts';

// What the web app sends: JSON, and beside it where it stands for a value that JSON has no word for. The library behind it knows many more
// such values than our pages send, and links between places: a few bytes of these unfold into a value without end.

/** Times, what is left out, and the numbers -0, NaN and infinite. */
const TAKEN: ReadonlySet<unknown> = new Set(['Date', 'undefined', 'number']);

/** A leaf is a list that begins with its kind; what stands behind it are the values inside of one that we do not take. */
function refuseOthers(places: unknown): void {
  if (places === null || typeof places !== 'object') return;
  if (!Array.isArray(places)) for (const below of Object.values(places)) refuseOthers(below);
  else if (places.length !== 1 || !TAKEN.has(places[0])) throw new MalformedError('the input holds a value of a kind that is not taken');
}

/**
 * Reads the input of a procedure. Links between places are left out: whoever sends the same thing twice sends it written out at both places.
 * @throws MalformedError
 */
export function readInput(sent: unknown): unknown {
  if (sent === null || typeof sent !== 'object') throw new MalformedError('the input is an object with the field json');
  const { json, meta } = sent as Partial<SuperJSONResult>;
  if (meta?.values === undefined) return json;
  refuseOthers(meta.values);
  return superjson.deserialize({ json: json ?? null, meta: { values: meta.values, ...(meta.v === undefined ? {} : { v: meta.v }) } });
}
