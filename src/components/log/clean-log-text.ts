// Terminal control sequences (colours, cursor moves, titles) and other control characters. Agents print them for terminals; on a page
// they are noise at best and a disguise at worst.
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the purpose
const CONTROL = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A log line as plain text: no terminal sequences, no direction overrides; tabs stay. */
export function cleanLogText(text: string): string {
  return text.replace(CONTROL, '');
}
