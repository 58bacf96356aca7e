import { expect, test } from 'vitest';
import { createPersonaSchema, personaDefinitionSchema } from '@/server/core/persona/persona.ts';
import { definitionOf, personaForm } from './persona-form.ts';

const style = { analytical: 0.9, creative: 0.2, collaborative: 0.5, thorough: 0.8, pragmatic: 0.4 };

test('[FP14] a persona that is opened and saved unchanged stays the same, what has no field included', () => {
  const definition = personaDefinitionSchema.parse({
    ...{ type: 'qa_engineer', name: 'Tester', style, expertise_domains: ['ci'], team_size: { min: 2, max: 3 } },
    capabilities: [{ name: 'unit tests', proficiency: 0.85, confidence: 0.4 }],
    preferred_task_types: ['test', 'review'],
  });
  expect(definitionOf(personaForm({ id: 'tester', definition }), definition)).toEqual(definition);
});

test('[FP14] a new persona needs a name and an id; capabilities may say how well', () => {
  const form = { ...personaForm(null), id: 'mine', name: 'Mine', capabilities: 'review:0.9, lint', taskTypes: 'review' };
  const made = createPersonaSchema.parse({ id: form.id, ...(definitionOf(form, null) as object) });
  expect(made.capabilities).toEqual([
    { name: 'review', proficiency: 0.9, confidence: 0.7 },
    { name: 'lint', proficiency: 0.7, confidence: 0.7 },
  ]);
  expect(createPersonaSchema.safeParse({ id: '', ...(definitionOf(personaForm(null), null) as object) }).success).toBe(false);
});
