'use client';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '@/server/core/errors.ts';
import type { JsonValue } from '@/server/core/json.ts';
import { useTRPC } from '../trpc.tsx';
import { readDefinition, type TextFormat, writeDefinition } from './definition-text.ts';
import { locateFaults, type PlacedFault } from './locate-faults.ts';

/** A pause in typing after which the text is checked, ms. */
const PAUSE_MS = 350;

export interface DefinitionText {
  /** Null until the definition is written out. */
  text: string | null;
  setText(text: string): void;
  format: TextFormat;
  /** Rewrites the text in the other format; a text that cannot be read stays as it is. */
  setFormat(format: TextFormat): Promise<void>;
  /** The last value that could be read. */
  value: JsonValue;
  /** What is wrong with the text as it stands; null while that is being found out. */
  faults: PlacedFault[] | null;
  /** Starts over from another value. */
  reset(value: JsonValue): void;
}

/** A definition as text (`source`: as its author wrote it), its value, and everything that is wrong with it. */
export function useDefinitionText(initial: JsonValue, source: string | null = null): DefinitionText {
  const trpc = useTRPC();
  const [format, setFormat] = useState<TextFormat>('yaml');
  const [text, setText] = useState<string | null>(source);
  const [value, setValue] = useState(initial);
  const [faults, setFaults] = useState<PlacedFault[] | null>(null);
  const { mutate: validate } = useMutation(trpc.workflows.validate.mutationOptions());

  const reset = useCallback(
    (next: JsonValue) => {
      setValue(next);
      void writeDefinition(next, format).then(setText);
    },
    [format],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: written out once; later changes come by reset
  useEffect(() => {
    if (source === null) reset(initial);
  }, []);

  useEffect(() => {
    if (text === null) return undefined;
    let current = true;
    const show = async (found: Fault[]): Promise<void> => {
      const placed = await locateFaults(text, found);
      if (current) setFaults(placed);
    };
    const check = async (): Promise<void> => {
      const read = await readDefinition(text, format);
      if (!current) return;
      if (!read.ok) {
        await show(read.faults);
        return;
      }
      setValue(read.value);
      validate({ definition: read.value }, { onSuccess: ({ faults: found }) => void show(found) });
    };
    const timer = setTimeout(() => void check(), PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, format, validate]);

  return {
    text,
    setText: useCallback((next: string) => {
      setText(next);
      setFaults(null);
    }, []),
    format,
    setFormat: async (next) => {
      const read = await readDefinition(text ?? '', format);
      if (!read.ok) return;
      setText(await writeDefinition(read.value, next));
      setFormat(next);
    },
    value,
    faults,
    reset,
  };
}
