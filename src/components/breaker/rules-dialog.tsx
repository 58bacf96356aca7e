'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { type BreakerOverride, breakerOverrideSchema } from '@/server/core/breaker/policy-override.ts';
import { BREAKER_RESOURCE_TYPES, type BreakerResourceType } from '@/server/core/breaker/presets.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { RESOURCE_WORDS } from './breaker-looks.ts';
import { overrideOf, RULE_FIELDS, RULE_WORDS, type RulesForm, rulesForm, standingRules } from './rules-form.ts';

/** Whose rules are changed: those of one agent, or those of everything of a kind. */
export interface RulesTarget {
  type: BreakerResourceType;
  agent: { id: string; name: string } | null;
}

const KINDS = BREAKER_RESOURCE_TYPES.map((value) => ({ value, label: RESOURCE_WORDS[value] }));

interface RulesFieldsProps {
  form: RulesForm;
  standing: RulesForm;
  faults: ReadonlySet<string>;
  onChange(change: Partial<RulesForm>): void;
}

function RulesFields({ form, standing, faults, onChange }: RulesFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {RULE_FIELDS.map((field) => {
        const { label, hint, takes } = RULE_WORDS[field];
        return (
          <Field key={field} label={label} {...(hint && { hint })} {...(faults.has(field) && { fault: takes })}>
            {(control) => (
              <Input
                {...control}
                value={form[field]}
                placeholder={standing[field]}
                onChange={(event) => onChange({ [field]: event.target.value })}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}

interface RulesFormDialogProps {
  target: RulesTarget;
  policies: RouterOutputs['breakers']['policies'];
  /** What the agent wants otherwise; null: nothing, or it is about a kind. */
  own: BreakerOverride | null;
  onClose(): void;
}

function RulesFormDialog({ target, policies, own, onClose }: RulesFormDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agent } = target;
  const [type, setType] = useState(target.type);
  const [form, setForm] = useState(() => rulesForm(agent === null ? policies.overrides[target.type] : own));
  const [faults, setFaults] = useState<ReadonlySet<string>>(new Set());
  const done = {
    onSuccess: () => {
      void queryClient.invalidateQueries(trpc.breakers.pathFilter());
      toast.success(agent === null ? 'The rules hold from the next call on.' : `The rules of ${agent.name} hold from the next call on.`);
      onClose();
    },
  };
  const changeKind = useMutation(trpc.breakers.changePolicies.mutationOptions(done));
  const changeAgent = useMutation(trpc.agents.update.mutationOptions(done));
  const failed = changeKind.error ?? changeAgent.error;
  const choose = (next: BreakerResourceType) => {
    setType(next);
    setFaults(new Set());
    setForm(rulesForm(policies.overrides[next]));
  };
  const submit = () => {
    const parsed = breakerOverrideSchema.safeParse(overrideOf(form));
    setFaults(new Set(parsed.error?.issues.map(({ path }) => String(path[0]))));
    if (!parsed.success) return;
    const isEmpty = Object.keys(parsed.data).length === 0;
    if (agent === null) changeKind.mutate({ [type]: parsed.data });
    else changeAgent.mutate({ id: agent.id, change: { breaker: isEmpty ? null : parsed.data } });
  };
  return (
    <FormDialog
      title={agent === null ? 'Rules of breakers' : `Rules of ${agent.name}`}
      description={`What is left empty stays as it stands there; "off" switches a rule off.${agent === null ? '' : ' They hold for it at every type of task, too.'}`}
      size="md"
      submit="Save"
      busy={changeKind.isPending || changeAgent.isPending}
      fault={failed && readProblem(failed).message}
      onSubmit={submit}
      onClose={onClose}
    >
      {agent === null && (
        <SelectField
          label="Of"
          hint="An agent may have rules of its own, beside its breaker."
          value={type}
          options={KINDS}
          onChange={choose}
        />
      )}
      <RulesFields
        form={form}
        standing={standingRules(policies.policies[type])}
        faults={faults}
        onChange={(change) => setForm((now) => ({ ...now, ...change }))}
      />
    </FormDialog>
  );
}

/** When breakers open, for how long, and how they find out that all is well. */
export function RulesDialog({ target, onClose }: { target: RulesTarget; onClose(): void }) {
  const trpc = useTRPC();
  const policies = useQuery(trpc.breakers.policies.queryOptions(undefined, { staleTime: 0, gcTime: 0 }));
  const agent = useQuery({
    ...trpc.agents.get.queryOptions({ id: target.agent?.id ?? '' }),
    enabled: target.agent !== null,
  });
  const own = target.agent === null ? null : agent.data?.breakerOverride;
  if (policies.data !== undefined && own !== undefined)
    return <RulesFormDialog target={target} policies={policies.data} own={own} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title="Rules of breakers">
      <Loaded query={policies} what="The rules">
        {() => (
          <Loaded query={agent} what="The agent">
            {() => null}
          </Loaded>
        )}
      </Loaded>
    </Dialog>
  );
}
