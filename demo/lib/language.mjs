// What a file is, by its name alone.

/** How functions are found: by syntax tree, by indentation, by a keyword and braces; null when they are not. */
const LANGUAGES = {
  TypeScript: { extensions: ['ts', 'tsx', 'mts', 'cts'], functions: 'tree' },
  JavaScript: { extensions: ['js', 'jsx', 'mjs', 'cjs'], functions: 'tree' },
  Python: { extensions: ['py', 'pyi'], functions: 'indentation' },
  Go: { extensions: ['go'], functions: 'braces' },
  Rust: { extensions: ['rs'], functions: 'braces' },
  PHP: { extensions: ['php'], functions: 'braces' },
  Swift: { extensions: ['swift'], functions: 'braces' },
  Kotlin: { extensions: ['kt', 'kts'], functions: 'braces' },
  Java: { extensions: ['java'], functions: null },
  C: { extensions: ['c', 'h'], functions: null },
  'C++': { extensions: ['cc', 'cpp', 'cxx', 'hpp', 'hh'], functions: null },
  'C#': { extensions: ['cs'], functions: null },
  Ruby: { extensions: ['rb'], functions: null },
  Scala: { extensions: ['scala'], functions: null },
  Dart: { extensions: ['dart'], functions: null },
  Shell: { extensions: ['sh', 'bash', 'zsh'], functions: null },
  SQL: { extensions: ['sql'], functions: null },
  Prisma: { extensions: ['prisma'], functions: null },
  CSS: { extensions: ['css', 'scss', 'less'], functions: null },
  HTML: { extensions: ['html', 'htm', 'vue', 'svelte'], functions: null },
};
const BY_EXTENSION = new Map(
  Object.entries(LANGUAGES).flatMap(([name, { extensions, functions }]) => extensions.map((extension) => [extension, { name, functions }])),
);

const GENERATED =
  /(^|\/)(node_modules|vendor|third_party|generated|__snapshots__)\/|(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|cargo\.lock|go\.sum|poetry\.lock|composer\.lock|gemfile\.lock|uv\.lock)$|\.min\.(js|css)$|\.(snap|map|pb\.go)$|_pb2\.py$|\.snapshot\./i;
const TEST = /(^|\/)(tests?|__tests__|e2e|spec|fixtures|testdata)\/|[._-](test|spec)\.[a-z]+$|(^|\/)test_[^/]*\.py$|_test\.(go|py)$/i;

/** @returns {{name: string, functions: 'tree' | 'indentation' | 'braces' | null} | null} null for what is not source code */
export function languageOf(path) {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  return BY_EXTENSION.get(extension) ?? null;
}

/** Written by tools, or by other people and copied in: not measured as this project's code. */
export function isGenerated(path) {
  return GENERATED.test(path);
}

export function isTest(path) {
  return TEST.test(path);
}

/** Source code that people of this project wrote. */
export function isOwnCode(file) {
  return file.mode !== '120000' && languageOf(file.path) !== null && !isGenerated(file.path);
}
