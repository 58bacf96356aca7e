import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { LoadGraphBench } from '@/components/bench/load-graph-bench.tsx';
import { getPageContext } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Drawn graph', robots: { index: false } };

const askedSchema = z.object({
  n: z.coerce.number().int().min(1).max(20_000).default(1_000),
  seed: z.coerce.number().int().min(0).default(1),
  edit: z.literal('1').optional(),
});

/** What `npm run bench:ui` measures; only where HIVE_BENCH_PAGES opens it. */
export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { deps } = await getPageContext();
  const asked = askedSchema.safeParse(await searchParams);
  if (!deps.env.HIVE_BENCH_PAGES || !asked.success) notFound();
  return <LoadGraphBench size={asked.data.n} seed={asked.data.seed} editable={asked.data.edit !== undefined} />;
}
