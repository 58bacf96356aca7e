import { describe, expect, it } from 'vitest';
import { parseLog } from '../../demo/lib/commit-log.mjs';
import { findFunctions } from '../../demo/lib/function-spans.mjs';
import { createResolver, findCycles, findImports } from '../../demo/lib/import-graph.mjs';
import { identifyLicence } from '../../demo/lib/licences.mjs';
import { code, plain } from '../../demo/lib/markdown.mjs';
import { findSecrets } from '../../demo/lib/secret-patterns.mjs';
import { ACCESS_KEY } from './temporary-repository.ts';

describe('functions', () => {
  it.each([
    [
      'tree',
      'x.ts',
      'const outer = () => {\n  function inner() {\n    one();\n  }\n};\n',
      [
        ['outer', 1, 4],
        ['inner', 2, 3],
      ],
    ],
    ['tree', 'x.ts', 'class A {\n  run(): void {\n    one();\n  }\n}\n', [['run', 2, 3]]],
    ['tree', 'x.ts', 'declare function absent(): void;\n', []],
    [
      'indentation',
      'x.py',
      'def a():\n    x = 1\n\n    def b():\n        pass\n    return x\n\ny = 2\n',
      [
        ['a', 1, 6],
        ['b', 4, 2],
      ],
    ],
    ['braces', 'x.go', 'func (s *S) Run(a int) {\n\tx := "}"\n\t// }\n}\n', [['Run', 1, 4]]],
    ['braces', 'x.rs', "fn first<'a>(x: &'a str) -> u8 {\n  1\n}\n", [['first', 1, 3]]],
  ] as const)('[D28] by %s: own lines of %s (%#)', (method, path, text, expected) => {
    expect(findFunctions(path, text, method)?.map(({ name, start, lines }) => [name, start, lines])).toEqual(expected);
  });
});

describe('imports', () => {
  it('[D29] of every form are found with their line; erased ones are marked', () => {
    const text = `import a from './a';\nimport type { B } from './b';\nimport { type C } from './c';\nexport * from './d';\nawait import('./e');\nrequire('./f');\n`;
    expect(findImports('x.ts', text)?.map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly])).toEqual([
      ['./a', 1, false],
      ['./b', 2, true],
      ['./c', 3, true],
      ['./d', 4, false],
      ['./e', 5, false],
      ['./f', 6, false],
    ]);
  });

  it.each([
    ['src/x.ts', './y.ts', 'src/y.ts'],
    ['src/x.ts', './y.js', 'src/y.ts'],
    ['src/x.ts', './folder', 'src/folder/index.ts'],
    ['src/x.ts', '@/y', 'src/y.ts'],
    ['src/x.ts', '@scope/tool/deep', 'packages/tool/src/deep.ts'],
    ['src/x.ts', '../../../etc/passwd', null],
    ['src/x.ts', 'react', null],
    ['py/a.py', '.b', 'py/b.py'],
    ['py/a.py', 'py.b', 'py/b.py'],
  ])('[D29] %s importing %s leads to %s', (from, specifier, target) => {
    const resolve = createResolver(['src/x.ts', 'src/y.ts', 'src/folder/index.ts', 'packages/tool/src/deep.ts', 'py/a.py', 'py/b.py'], {
      aliases: [{ prefix: '@/', target: 'src' }],
      packages: new Map([['@scope/tool', 'packages/tool']]),
    });
    expect(resolve(from, { specifier })).toBe(target);
  });

  it('[D29] cycles are groups that reach each other; a long chain is none', () => {
    const graph = new Map(Array.from({ length: 20_000 }, (_, i) => [`n${i}`, new Set([`n${i + 1}`])]));
    graph
      .set('a', new Set(['b']))
      .set('b', new Set(['c', 'n0']))
      .set('c', new Set(['a']))
      .set('self', new Set(['self']));
    expect(findCycles(graph)).toEqual([['a', 'b', 'c'], ['self']]);
  });
});

describe('secrets', () => {
  it.each([
    ['an access key', `x = ${ACCESS_KEY}`, 'AWS access key id'],
    ['a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' '), 'private key'],
    ['a random assigned value', 'password = "9fK2mQ7xTz4Lw8Vb"', 'assigned secret'],
    ['a password in a URL', 'postgres://app:9fK2mQ7x@db.internal/x', 'password in a URL'],
  ])('[D30] %s is found and not repeated', (_, line, kind) => {
    const [found] = findSecrets(`first\n${line}\n`);
    expect(found).toMatchObject({ kind, line: 2 });
    expect(found?.shown).toMatch(/^.{2,4}… \(\d+ characters\)$/);
  });

  it('[D30] a short password is not given away by its beginning', () => {
    expect(findSecrets('ftp://app:9fK2@host/x')[0]?.shown).toBe('9… (4 characters)');
  });

  it.each([
    'password = "your-password-here"',
    'password: "aaaaaaaaaaaaaaaa"',
    'api_key = process.env.API_KEY',
    'http://localhost:3000/a@b',
  ])('[D30] %s is none', (line) => {
    expect(findSecrets(line)).toEqual([]);
  });
});

describe('texts', () => {
  it('[D31] names become text, never markup', () => {
    expect(plain('a|b <img> [x](y) `z`\n')).toBe('a\\|b \\<img\\> \\[x\\](y) \\`z\\`\ufffd');
    expect(code('a`b|c\u202e')).toBe('`` a`b\\|c\ufffd ``');
    expect(code('x'.repeat(500))).toHaveLength(162);
  });

  it('[D2] a log is read by position: names and paths may hold anything but NUL', () => {
    const log = `\u0001${'a'.repeat(40)}\0\0\u0001 1\t1\tx\0X@Y\x001700000000\0\n1\t2\tline\nbreak\0-\t-\tbinary\0\u0001${'b'.repeat(40)}\0p\0N\0n\x001\0`;
    expect(parseLog(log)).toEqual([
      {
        parents: '',
        author: '\u0001 1\t1\tx',
        email: 'x@y',
        at: 1_700_000_000,
        files: [
          { path: 'line\nbreak', added: 1, deleted: 2 },
          { path: 'binary', added: 0, deleted: 0 },
        ],
      },
      { parents: 'p', author: 'N', email: 'n', at: 1, files: [] },
    ]);
  });

  it.each([
    ['MIT', 'Permission is hereby granted, free of charge, to any person obtaining a copy'],
    ['Apache-2.0', 'Apache License\n   Version 2.0, January 2004'],
    ['AGPL-3.0', 'GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3'],
    [null, 'All rights reserved'],
  ])('[D8] %s is known by its text', (licence, text) => {
    expect(identifyLicence(text)).toBe(licence);
  });
});
