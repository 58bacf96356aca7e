'use client';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { toast } from 'sonner';
import type { JsonObject } from '@/server/core/json.ts';
import type { WorkflowDefinition } from '@/server/core/workflow/definition.ts';
import { keepBeginning } from '../designer/model/journal.ts';
import { writeTerse } from '../designer/model/terse-definition.ts';
import { DetailHeader, PageHeader } from '../ui/page-header.tsx';
import { GeneratorCard } from './generator-card.tsx';
import { GeneratorEditor } from './generator-editor.tsx';
import { blueprintGenerators, findGenerator, type Generator, templateGenerators } from './generators.ts';

const PATH = [
  { label: 'Workflows', href: '/workflows' },
  { label: 'New workflow', href: '/workflows/new' },
];

function Section({
  title,
  children,
  generators,
  onUse,
}: {
  title: string;
  children: string;
  generators: readonly Generator[];
  onUse: Use;
}) {
  return (
    <section aria-label={title} className="px-6 pb-8">
      <h2 className="font-semibold text-ink text-lead">{title}</h2>
      <p className="mb-3 text-base text-ink-2">{children}</p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-4">
        {generators.map((generator) => (
          <GeneratorCard key={generator.name} generator={generator} onUse={onUse} />
        ))}
      </ul>
    </section>
  );
}

type Use = (definition: WorkflowDefinition) => void;

/** Hands a definition to the designer as the draft of a new workflow. */
function useBeginning(): Use {
  const router = useRouter();
  return (definition) => {
    if (keepBeginning(localStorage, writeTerse(definition as unknown as JsonObject))) router.push('/workflows/new');
    else toast.error('The browser has no room to keep this draft.');
  };
}

/** Workflows to begin with: blueprints that run as they are, and templates that make one out of parameters. */
export function Gallery() {
  const [from, setFrom] = useQueryState('from', parseAsString.withOptions({ history: 'push' }));
  const begin = useBeginning();
  const chosen = from === null ? null : findGenerator(from);
  if (chosen) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <DetailHeader title={chosen.title} path={[...PATH, { label: 'Gallery', href: '/workflows/new/gallery' }]} />
        <GeneratorEditor key={chosen.name} generator={chosen} onUse={begin} onClose={() => void setFrom(null)} />
      </div>
    );
  }
  return (
    <>
      <PageHeader title="Gallery">Begin with a workflow that is there already. Nothing is stored before you save the draft.</PageHeader>
      <Section title="Blueprints" generators={blueprintGenerators} onUse={begin}>
        Ready to run with the demo fleet, without any network.
      </Section>
      <Section title="Templates" generators={templateGenerators} onUse={begin}>
        Shapes of workflows: say what the steps are, and how many.
      </Section>
    </>
  );
}
