'use client';
import type { ComponentProps } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { cn } from '../ui/class-names.ts';

// Reports are written by agents: untrusted text. No raw HTML (react-markdown ignores it), no images (a remote one tells others who
// reads), links leave without opener or referrer, and only http, https and mailto are links at all.
const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter((tag) => tag !== 'img' && tag !== 'input'),
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
};

const styled = <T extends keyof React.JSX.IntrinsicElements>(Tag: T, className: string) =>
  function Styled({ node: _, className: own, ...rest }: ComponentProps<T> & { node?: unknown; className?: string }) {
    const Element = Tag as 'div';
    return <Element {...(rest as ComponentProps<'div'>)} className={cn(className, own)} />;
  };

const components: Components = {
  h1: styled('h2', 'mt-8 mb-3 border-b pb-2 font-semibold text-title text-ink tracking-tight first:mt-0'),
  h2: styled('h3', 'mt-7 mb-2 font-semibold text-lead text-ink'),
  h3: styled('h4', 'mt-5 mb-1.5 font-semibold text-base text-ink'),
  p: styled('p', 'my-2.5 leading-6'),
  ul: styled('ul', 'my-2.5 list-disc pl-5 leading-6'),
  ol: styled('ol', 'my-2.5 list-decimal pl-5 leading-6'),
  blockquote: styled('blockquote', 'my-3 border-l-2 border-line-strong pl-4 text-ink-3'),
  code: styled('code', 'rounded bg-raised px-1 py-px font-mono text-[0.92em] text-ink'),
  pre: ({ node: _, ...rest }) => (
    <pre
      {...rest}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="my-3 overflow-x-auto rounded-control border bg-page p-3 font-mono text-small [&_code]:bg-transparent [&_code]:p-0"
    />
  ),
  table: ({ node: _, ...rest }) => (
    <div className="my-3 overflow-x-auto rounded-control border">
      <table {...rest} className="w-full border-collapse text-base" />
    </div>
  ),
  th: styled('th', 'border-b bg-raised px-3 py-1.5 text-left font-medium text-ink-2 text-small'),
  td: styled('td', 'border-b px-3 py-1.5 align-top [tr:last-child>&]:border-b-0'),
  hr: styled('hr', 'my-6 border-line'),
  a: ({ node: _, href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-2">
      {children}
    </a>
  ),
};

/** Markdown from an agent, rendered as a document. Its headings start one level down: the page has the first. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="break-words text-base text-ink-2">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[[rehypeSanitize, schema]]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
