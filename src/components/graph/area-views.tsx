import { cn } from '../ui/class-names.ts';
import { AREA_LOOKS } from './area-look.ts';
import type { Frame, Note } from './areas.ts';

// Notes and groups where nobody changes them.

function NoteView({ note: { text, colour, x, y, width, height } }: { note: Note }) {
  return (
    <p
      className={cn(
        'pointer-events-none absolute -z-10 overflow-hidden whitespace-pre-wrap break-words rounded-panel border p-2 text-ink text-small',
        AREA_LOOKS[colour].note,
      )}
      style={{ left: x, top: y, width, height }}
    >
      {text}
    </p>
  );
}

function FrameView({ frame: { group, rect } }: { frame: Frame }) {
  const [x0, y0, x1, y1] = rect;
  return (
    <section
      aria-label={`Group ${group.name}`}
      className={cn('pointer-events-none absolute -z-20 rounded-panel border border-dashed', AREA_LOOKS[group.colour].frame)}
      style={{ left: x0, top: y0, width: x1 - x0, height: y1 - y0 }}
    >
      <span className="absolute bottom-full left-0 whitespace-nowrap px-1 font-medium text-ink text-small">{group.name}</span>
    </section>
  );
}

/** What lies on the ground below the cards. */
export function AreaViews({ notes, frames }: { notes: readonly Note[]; frames: readonly Frame[] }) {
  return (
    <>
      {frames.map((frame) => (
        <FrameView key={frame.group.name} frame={frame} />
      ))}
      {notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes have no names, and two may say the same
        <NoteView key={index} note={note} />
      ))}
    </>
  );
}
