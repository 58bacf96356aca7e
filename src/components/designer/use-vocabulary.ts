'use client';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import type { JsonObject } from '@/server/core/json.ts';
import { useTRPC } from '../trpc.tsx';
import type { Vocabulary } from './model/complete-text.ts';

/** Agents whose capabilities are offered. */
const AGENTS = 500;

async function readSchema(): Promise<JsonObject> {
  const answer = await fetch('/api/workflow.schema.json');
  if (!answer.ok) throw new Error(`the schema was answered with ${answer.status}`);
  return (await answer.json()) as JsonObject;
}

/** What may be written in a definition here: the published schema, and what the fleet can do. Null until both are read. */
export function useVocabulary(): RefObject<Vocabulary | null> {
  const trpc = useTRPC();
  const schema = useQuery({ queryKey: ['workflow-schema'], queryFn: readSchema, staleTime: Number.POSITIVE_INFINITY });
  const agents = useQuery(trpc.agents.list.queryOptions({ limit: AGENTS }));
  const vocabulary = useRef<Vocabulary | null>(null);
  useEffect(() => {
    if (!schema.data || !agents.data) return;
    const capabilities = agents.data.data.flatMap((agent) => agent.capabilities.map(({ name }) => name));
    vocabulary.current = { schema: schema.data, capabilities: [...new Set(capabilities)] };
  }, [schema.data, agents.data]);
  return vocabulary;
}
