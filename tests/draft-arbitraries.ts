// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { JsonObject, JsonValue } from '../src/server/core/json.ts';

// Random definitions, and texts as people write them: comments, empty lines, lists in one line, quotes of both kinds.

const WORDS = ['read', 'count', 'judge', 'merge', 'report', 'tidy'];
const KINDS: JsonObject[] = [
  {},
  {},
  {},
  { timeout_seconds: 60 },
  { retry: { max_attempts: 2 } },
  { hedge: true },
  { metadata: { place: [40, -12], owner: 'us' } },
];

const text = fc.constantFrom(
  'plain',
  'a: b',
  '# no comment',
  "it's",
  'say "so"',
  'two\nlines',
  ' ends with\n',
  'yes',
  '12',
  '~',
  '- item',
  '[x',
  'tasks:',
);

export interface RandomEdge {
  from: number;
  to: number;
  when: 'completed' | 'failed' | 'always';
  soft: boolean;
}

/** An acyclic graph: edges lead from earlier tasks to later ones. */
const graphOf = (most: number) =>
  fc.integer({ min: 1, max: most }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      edges: fc.uniqueArray(
        fc.record({
          from: fc.nat({ max: count - 1 }),
          to: fc.nat({ max: count - 1 }),
          when: fc.constantFrom('completed' as const, 'failed' as const, 'always' as const),
          soft: fc.boolean(),
        }),
        { maxLength: count * 2, selector: ({ from, to }) => `${from} ${to}` },
      ),
      words: fc.array(fc.constantFrom(...WORDS), { minLength: count, maxLength: count }),
      kinds: fc.array(fc.constantFrom(...KINDS), { minLength: count, maxLength: count }),
      descriptions: fc.array(fc.option(text, { nil: undefined }), { minLength: count, maxLength: count }),
      reads: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    }),
  );

export const taskName = (words: readonly string[], index: number) => `${words[index] ?? 'task'}-${index}`;

/** A definition that the server accepts. */
export const randomDefinition = (most = 12): fc.Arbitrary<JsonObject> =>
  graphOf(most).map(({ count, edges, words, kinds, descriptions, reads }) => {
    const id = (index: number) => taskName(words, index);
    const forward = edges.filter(({ from, to }) => from < to);
    const tasks = Array.from({ length: count }, (_, index): JsonObject => {
      const needed = forward.filter(({ to }) => to === index);
      const dependencies = needed.map(
        ({ from, when, soft }): JsonValue =>
          when === 'completed' && !soft ? id(from) : { task_id: id(from), ...(when !== 'completed' && { when }), ...(soft && { soft }) },
      );
      const [first] = needed;
      const description = descriptions[index];
      return {
        task_id: id(index),
        task_type: words[index] ?? 'work',
        ...(description !== undefined && { description }),
        ...(dependencies.length > 0 && { dependencies }),
        ...(first &&
          reads[index] && {
            input: { of: `of \${tasks.${id(first.from)}.output}` },
            condition: `tasks["${id(first.from)}"].status != "skipped"`,
          }),
        ...kinds[index],
      };
    });
    return { name: 'Random', tasks };
  });

/** The same definition as different people would write it. */
export const writtenDefinition = (most = 12): fc.Arbitrary<{ text: string; definition: JsonObject; comments: number }> =>
  fc
    .tuple(randomDefinition(most), fc.integer({ min: 0, max: 2 }), fc.boolean(), fc.infiniteStream(fc.nat({ max: 3 })))
    .map(([definition, column, blanks, dice]) => {
      const roll = () => dice.next().value ?? 0;
      let comments = 0;
      const comment = (indent: number) => {
        if (roll() !== 0) return '';
        comments += 1;
        return `${' '.repeat(indent)}# note ${comments}\n`;
      };
      const indented = column * 2;
      const items = (definition.tasks as JsonObject[]).map((task) => {
        const body = stringify([task], { lineWidth: 0, defaultStringType: roll() === 0 ? 'QUOTE_SINGLE' : 'PLAIN' })
          .split('\n')
          .map((line) => (line === '' ? line : ' '.repeat(indented) + line))
          .join('\n');
        return comment(indented) + body + (blanks ? '\n' : '');
      });
      return { text: `${comment(0)}name: Random\n\n${comment(0)}tasks:\n${items.join('')}${comment(0)}`, definition, comments };
    });
