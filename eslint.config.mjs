// Biome formats and lints; ESLint adds what needs types (lost promises, forgotten union members), the size limits, and the purity of core.
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.{ts,tsx}', 'tests/**', 'e2e/**'];
const ANY_FUNCTION = ['FunctionDeclaration', 'ArrowFunctionExpression', ':not(MethodDefinition[kind="constructor"]) > FunctionExpression'];

/** ESLint's own max-params cannot leave constructors out. */
const threeParameters = ANY_FUNCTION.map((kind) => ({
  selector: `${kind}[params.length>3]`,
  message: 'At most three parameters; take an object.',
}));

const oneDoorToTheEnvironment = {
  selector: ':not(CallExpression[callee.name="parseEnv"]) > MemberExpression[object.name="process"][property.name="env"]',
  message: 'src/server/env.ts parses the environment once; take the parsed value from deps.',
};

const noRefetching = {
  selector: 'Property[key.name="refetchInterval"]',
  message: 'No polling: what changes is pushed; register interest through components/live.',
};

const oneClock = {
  selector: 'CallExpression[callee.name="setInterval"], CallExpression[callee.property.name="setInterval"]',
  message: 'No polling: data is pushed, and components/time holds the one clock for ticking durations.',
};

const oneSubscriber = {
  selector: 'CallExpression[callee.name="useSubscription"], NewExpression[callee.name="EventSource"]',
  message: 'components/live holds the only subscription of a tab.',
};

const pureCore = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Core has no clock: take `now` as an argument.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Core has no clock: take `now` as an argument.' },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules/**',
      '.next/**',
      'dist/**',
      '.hive/**',
      'coverage/**',
      'test-results/**',
      'public/**',
      'src/generated/**',
      '**/*.d.mts',
    ],
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...threeParameters],
    },
  },
  // Outside of the program: the config files of the tools, and a script whose types are declared beside it.
  { files: ['*.config.mjs', 'demo/index.mjs'], ...tseslint.configs.disableTypeChecked },
  // A component is mostly markup: a page of JSX is read from top to bottom, its logic lives in hooks.
  { files: ['**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] } },
  {
    files: ['src/server/**/*.ts', 'workers/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...threeParameters, oneDoorToTheEnvironment] },
  },
  {
    files: ['src/app/**/*.{ts,tsx}', 'src/components/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...threeParameters, noRefetching, oneClock, oneSubscriber] },
  },
  { files: ['src/components/live/**'], rules: { 'no-restricted-syntax': ['error', ...threeParameters, noRefetching, oneClock] } },
  { files: ['src/components/time/**'], rules: { 'no-restricted-syntax': ['error', ...threeParameters, noRefetching, oneSubscriber] } },
  {
    files: ['src/server/core/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...threeParameters, ...pureCore],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Core has no clock: take `now` as an argument.' },
        { object: 'Math', property: 'random', message: 'Core has no chance: take `random` as an argument.' },
      ],
      'no-restricted-globals': ['error', 'process', 'performance', 'crypto', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-globals': 'off',
    },
  },
);
