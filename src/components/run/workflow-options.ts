interface NamedWorkflow {
  id: string;
  name: string;
}

/** What a choice of workflows offers: two of one name are told apart by their ids. */
export function workflowOptions(workflows: readonly NamedWorkflow[]): { value: string; label: string }[] {
  const seen = new Map<string, number>();
  for (const { name } of workflows) seen.set(name, (seen.get(name) ?? 0) + 1);
  return workflows.map(({ id, name }) => ({ value: id, label: (seen.get(name) ?? 0) > 1 ? `${name} (${id})` : name }));
}
