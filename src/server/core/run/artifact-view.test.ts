import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentHeader, isTextArtifact, servedMediaType } from './artifact-view.ts';

describe('artifact downloads', () => {
  it.each([
    ['text/html', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['Text/Markdown; charset=x', 'text/markdown; charset=utf-8'],
    ['application/json', 'application/json'],
  ])('[V8] %s is served as %s', (given, served) => {
    expect(servedMediaType(given)).toBe(served);
  });

  it('[V8] whatever the name, the header saves to one file and stays one header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 160 }), (name) => {
        const header = attachmentHeader(name);
        expect(() => new Headers({ 'content-disposition': header })).not.toThrow();
        expect(header).toMatch(/^attachment; filename="[\w.\- ]+"; filename\*=UTF-8''[\w.\-~!%]+$/);
      }),
      { numRuns: 60 },
    );
  });

  it('[V8] text is known by its type', () => {
    expect([isTextArtifact('text/markdown'), isTextArtifact('application/json'), isTextArtifact('image/png')]).toEqual([true, true, false]);
  });
});
