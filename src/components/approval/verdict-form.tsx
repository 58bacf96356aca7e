'use client';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { readProblem } from '../problem.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Textarea } from '../ui/input.tsx';

interface VerdictFormProps {
  /** What the words are called. */
  label: string;
  /** Where the words are kept, beside the activity log: "the answer". */
  keptWith: string;
  /** Most characters of the words. */
  most: number;
  /** The verb of a yes. */
  yes: string;
  /** What an answer sets off: its button is busy meanwhile, and what failed is said. */
  mutation: { isPending: boolean; isError: boolean; error: unknown };
  onAnswer(isYes: boolean, words: string): void;
}

/** A yes or a no, with words: a no needs them. */
export function VerdictForm({ label, keptWith, most, yes, mutation, onAnswer }: VerdictFormProps) {
  const [words, setWords] = useState('');
  const [answered, setAnswered] = useState<boolean | null>(null);
  const answer = (isYes: boolean) => {
    setAnswered(isYes);
    onAnswer(isYes, words.trim());
  };
  return (
    <>
      <Field label={label} hint={`Needed to reject; kept with ${keptWith} and in the activity log.`}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            className="min-h-13"
            maxLength={most}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
      </Field>
      {mutation.isError && (
        <p role="alert" className="text-fail text-small">
          {readProblem(mutation.error).message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button
          variant="danger"
          disabled={words.trim() === ''}
          busy={mutation.isPending && answered === false}
          onClick={() => answer(false)}
        >
          <X aria-hidden />
          Reject
        </Button>
        <Button variant="primary" busy={mutation.isPending && answered === true} onClick={() => answer(true)}>
          <Check aria-hidden />
          {yes}
        </Button>
      </div>
    </>
  );
}
