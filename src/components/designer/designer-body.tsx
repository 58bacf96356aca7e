'use client';
import { FlaskConical, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useCallback, useState } from 'react';
import { toast } from 'sonner';
import { loadEarly } from '../load-early.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { DryRunBar } from './dry-run-bar.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FollowedRun } from './followed-run.tsx';
import { Palette } from './palette.tsx';
import { ProblemList } from './problem-list.tsx';
import { MEND_FIRST, STILL_CHECKED } from './refusal-words.ts';
import { SidePane, type SideTab } from './side-pane.tsx';
import type { Creation } from './task-creator.tsx';
import { Toolbar } from './toolbar.tsx';
import { useDesignerKeys } from './use-designer-keys.ts';
import { useDryRun } from './use-dry-run.ts';
import type { Problem, Problems } from './use-problems.ts';
import { type TrialPart, useTrial } from './use-trial.ts';

const DesignerCanvas = dynamic(
  loadEarly(() => import('./designer-canvas.tsx').then((module) => module.DesignerCanvas)),
  {
    ssr: false,
    loading: () => <Skeleton className="skeleton-delay m-6 h-2/3" />,
  },
);
const TaskCreator = dynamic(() => import('./task-creator.tsx').then((module) => module.TaskCreator), { ssr: false });
const ImportDialog = dynamic(() => import('./import-dialog.tsx').then((module) => module.ImportDialog), { ssr: false });
const FindDialog = dynamic(() => import('./find-dialog.tsx').then((module) => module.FindDialog), { ssr: false });

interface DesignerBodyProps {
  problems: Problems;
  workflowId: string | null;
  onRun(): void;
  onPublish(): void;
}

/** Shows problems one after another, and mends the one that is shown. */
function useProblemWalk(problems: Problems, onShow: (problem: Problem) => void) {
  const { acts } = useDesigner();
  const [at, setAt] = useState(-1);
  return {
    next() {
      const next = problems.list[(at + 1) % Math.max(1, problems.list.length)];
      if (!next) return;
      setAt(problems.list.indexOf(next));
      onShow(next);
    },
    fix() {
      const fix = (problems.list[at] ?? problems.list[0])?.fixes[0];
      if (fix) acts.fix(fix);
    },
  };
}

/** Palette, canvas and inspector, with the problems below. */
export function DesignerBody({ problems, workflowId, onRun, onPublish }: DesignerBodyProps) {
  const { store, acts, canvas, readOnly } = useDesigner();
  const { draft, drawn, selection } = useDesignerState();
  const [reveal, setReveal] = useState<{ from: number } | null>(null);
  const [creation, setCreation] = useState<Creation | null>(null);
  const [finding, setFinding] = useState(false);
  const [importing, setImporting] = useState(false);
  const dryRun = useDryRun();
  const trial = useTrial(workflowId);
  const [tab, setTab] = useState<SideTab>(trial.runId !== null && workflowId !== null && !readOnly ? 'try' : 'form');
  const statuses = dryRun.statuses ?? trial.statuses;
  const isRight = problems.settled && problems.list.length === 0;
  const open = useCallback(
    (id: string) => {
      store.select({ nodes: [id], edges: [] });
      setTab('form');
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-label="Inspector"] [role="tabpanel"] input')?.focus());
    },
    [store],
  );
  const show = (problem: Problem) => {
    if (problem.taskId !== null) {
      store.select({ nodes: [problem.taskId], edges: [] });
      canvas.current?.reveal(problem.taskId);
    }
    setTab('yaml');
    setReveal({ from: problem.from });
  };
  const walk = useProblemWalk(problems, show);
  const [chosen] = selection.nodes.slice(-1);
  const create = () => setCreation({ after: chosen });
  const [freshNote, setFreshNote] = useState<number | null>(null);
  const addNote = () => setFreshNote(acts.addNote(canvas.current?.center() ?? { x: 0, y: 0 }));
  const tryPart = (part: TrialPart, id: string | undefined = chosen) => {
    if (id === undefined || workflowId === null) return;
    if (!isRight) {
      toast.error(problems.settled ? MEND_FIRST : STILL_CHECKED);
      return;
    }
    setTab('try');
    trial.run(part, id);
  };
  useDesignerKeys({
    onCreate: create,
    onOpen: () => chosen !== undefined && open(chosen),
    onText: () => setTab((now) => (now === 'yaml' ? 'form' : 'yaml')),
    onFind: () => setFinding(true),
    onRun,
    onPublish,
    onNote: addNote,
    onTry: tryPart,
    onDryRun: () => (isRight ? dryRun.ask() : toast.error(problems.settled ? MEND_FIRST : STILL_CHECKED)),
    onImport: () => setImporting(true),
    onFix: walk.fix,
    onNextProblem: walk.next,
  });
  return (
    <div className="flex min-h-0 flex-1 border-t">
      {!readOnly && <Palette />}
      <div className="flex min-w-0 flex-1 flex-col">
        <Toolbar onCreate={create} onNote={addNote} onFind={() => setFinding(true)}>
          <Button
            variant="ghost"
            busy={dryRun.asking}
            disabled={!isRight}
            onClick={dryRun.ask}
            title="Who would get each task, how long, what cost (d)"
          >
            <FlaskConical aria-hidden />
            Dry run
          </Button>
          {!readOnly && (
            <Button variant="ghost" onClick={() => setImporting(true)} title="Take a workflow of another tool (i)">
              <Upload aria-hidden />
              Import
            </Button>
          )}
          <ExportMenu />
        </Toolbar>
        {dryRun.run && <DryRunBar run={dryRun.run} stale={dryRun.stale} onClose={dryRun.close} />}
        <section className="relative min-h-0 flex-1" aria-label="Canvas of the draft">
          {drawn.tasks.length > 0 ? (
            <DesignerCanvas
              freshNote={freshNote}
              onNote={addNote}
              onCreate={setCreation}
              onOpen={open}
              {...(workflowId !== null && { onTry: tryPart })}
              {...(statuses && { statuses })}
            />
          ) : (
            <p className="p-6 text-base text-ink-3">Nothing yet: press a to add a task, or paste a definition into the text.</p>
          )}
          {draft.head === null && (
            <p role="status" className="absolute inset-x-0 bottom-0 border-t bg-wait-soft px-4 py-1.5 text-small text-wait">
              The text cannot be read as it stands. The canvas shows it as it was before.
            </p>
          )}
        </section>
        <div aria-live="polite" className="shrink-0 border-t bg-page">
          <ProblemList problems={problems} onShow={show} />
        </div>
      </div>
      <SidePane tab={tab} onTab={setTab} problems={problems} reveal={reveal} workflowId={workflowId} dryRun={dryRun.run} trial={trial} />
      {trial.runId !== null && <FollowedRun key={trial.runId} runId={trial.runId} onChange={trial.onFollowed} />}
      {creation && <TaskCreator creation={creation} onClose={() => setCreation(null)} />}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
      {finding && <FindDialog onClose={() => setFinding(false)} />}
    </div>
  );
}
