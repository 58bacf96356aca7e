'use client';
import { CAPACITY_TIERS, TIER_LIMITS } from '@/server/core/scaling/tiers.ts';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SIZE_FIELDS, type SizeForm } from './size-form.ts';

const TIERS = CAPACITY_TIERS.map((value) => ({ value, label: `${value}: ${TIER_LIMITS[value].tasks} tasks at once` }));

interface SizeFieldsProps {
  form: SizeForm;
  onChange(change: Partial<SizeForm>): void;
  faultOf(field: keyof SizeForm): string | undefined;
}

/** How big a pool may be, how big its members, and how often it is looked at. */
export function SizeFields({ form, onChange, faultOf }: SizeFieldsProps) {
  return (
    <>
      <SelectField label="Tier" value={form.tier} options={TIERS} onChange={(tier) => onChange({ tier })} />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {SIZE_FIELDS.map(({ name, label }) => {
          const fault = faultOf(name);
          return (
            <Field key={name} label={label} {...(fault && { fault })}>
              {(control) => (
                <Input {...control} inputMode="numeric" value={form[name]} onChange={(event) => onChange({ [name]: event.target.value })} />
              )}
            </Field>
          );
        })}
      </div>
      <label className="flex items-center gap-2 text-base text-ink-2">
        <input
          type="checkbox"
          checked={form.paused}
          onChange={(event) => onChange({ paused: event.target.checked })}
          className="accent-ink"
        />
        Paused: keeps its size
      </label>
    </>
  );
}
