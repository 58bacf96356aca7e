// The gate of types and of typed lint. Both ask the same TypeScript program, so it is read and understood once: two programs cost half as
// much again as everything else that is checked without running it.
import path from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import config from '../../eslint.config.mjs';

/** The program of tsconfig.json, and what is wrong with that file itself. */
function readProgram(tsconfig) {
  const { config: json, error } = ts.readConfigFile(tsconfig, ts.sys.readFile);
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(json, ts.sys, path.dirname(path.resolve(tsconfig)));
  const program = ts.createProgram({ rootNames: fileNames, options: { ...options, incremental: false } });
  return { program, faults: [...(error ? [error] : []), ...errors] };
}

/** The lint configuration, with a program instead of the name of one; files outside of it keep having none. */
const withProgram = (program) =>
  config.map((part) => {
    const given = part.languageOptions?.parserOptions;
    if (!given || !('project' in given)) return part;
    const parserOptions = { ...given, project: false, programs: given.project ? [program] : null };
    return { ...part, languageOptions: { ...part.languageOptions, parserOptions } };
  });

const { program, faults } = readProgram('tsconfig.json');
const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: withProgram(program) });
const results = await eslint.lintFiles(['.']);
const complaints = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
const diagnostics = [...faults, ...ts.getPreEmitDiagnostics(program)];

const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => process.cwd(), getNewLine: () => '\n' };
process.stdout.write(ts.formatDiagnostics(diagnostics, host));
const formatter = await eslint.loadFormatter('stylish');
console.log(await formatter.format(results));
console.log(
  `${program.getRootFileNames().length} files in the program, ${results.length} linted, ${diagnostics.length + complaints} faults`,
);
process.exitCode = diagnostics.length + complaints === 0 ? 0 : 1;
