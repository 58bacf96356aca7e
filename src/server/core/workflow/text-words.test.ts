import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { jsonWords, yamlWords } from './text-words.ts';

describe('a text that cannot be read', () => {
  it.each([
    ['a key twice', 'a: 1\na: 2', 'this key is there twice'],
    ['a tab', 'a:\n\tb: 1', 'lines are indented by spaces, not by tabs'],
    ['an open quote', 'a: "b', 'a sign is missing here: a closing quote or bracket, a colon, or a comma'],
    ['an open bracket', 'a: [1, 2', 'this is indented further or less than what it belongs to, or a bracket before it is not closed'],
    ['two keys in a line', 'a: b: c', 'a list or an object does not begin in the line of another key: put it below, indented'],
    ['a key without a colon', 'a: 1\nb\nc: 2', 'a sign is missing here: a closing quote or bracket, a colon, or a comma'],
    ['a backslash', 'a: "\\q"', 'what follows the \\ means nothing in a text in double quotes: write \\\\ for a backslash'],
  ])('[J12] YAML with %s', (_, text, words) => {
    const [error] = parseDocument(text).errors;
    expect(error && yamlWords(error)).toBe(words);
  });

  it.each([
    ['nothing', ' ', 1, 'the text is empty'],
    ['an open end', '{\n"a": 1', 2, 'the text ends too soon: a closing bracket or quote is missing'],
    ['another sign', '{\n"a": 1;\n}', 2, 'this is no JSON from character 7 of the line on: ; does not belong there'],
    ['no value', 'x', null, 'this is no JSON'],
  ])('[J12] JSON with %s', (_, text, line, words) => {
    let message = '';
    try {
      JSON.parse(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(jsonWords(message, text)).toEqual({ line, words });
  });
});
