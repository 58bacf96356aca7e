const SECRET_NAME =
  /(^|[-_.])(authori[sz]ation|auth|cookie|token|secret|password|passwd|pwd|credential|credentials|signature|session|apikey|api[-_]?key|access[-_]?key|private[-_]?key|key|dsn)($|[-_.])/i;
const SECRET_VALUE = /^(bearer|basic|token)\s|^(sk|pk|ghp|gho|xox[abp]|hive|glpat)[-_][A-Za-z0-9_-]{8,}|:\/\/[^/\s:@]*:[^/\s@]+@/i;

/** Whether a named value must not be shown. */
export function looksSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || SECRET_VALUE.test(value);
}
