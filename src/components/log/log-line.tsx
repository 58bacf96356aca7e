import { cn } from '../ui/class-names.ts';
import { type LogColour, markFound, readLogText } from './read-log-text.ts';

/** The colours of a terminal, as the page has them: each can be read on its ground, in light and in dark. */
const COLOUR: Record<LogColour, string> = {
  black: 'text-ink-3',
  red: 'text-fail',
  green: 'text-ok',
  yellow: 'text-wait',
  blue: 'text-run',
  magenta: 'text-accent',
  cyan: 'text-run',
  white: 'text-ink',
};

/** One line as the agent meant it to look; what is sought is marked. */
export function LogLine({ text, sought }: { text: string; sought: RegExp | null }) {
  const spans = readLogText(text);
  const marked = sought === null ? spans.map((span) => ({ ...span, found: false })) : markFound(spans, sought);
  return marked.map(({ text: words, colour, bold, dim, underline, found }, index) => {
    const look = cn(colour && COLOUR[colour], bold && 'font-semibold', dim && 'text-ink-3', underline && 'underline');
    const Tag = found ? 'mark' : 'span';
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line never change their places
      <Tag key={index} className={cn(look, found && 'rounded-sm bg-wait-soft text-wait')}>
        {words}
      </Tag>
    );
  });
}
