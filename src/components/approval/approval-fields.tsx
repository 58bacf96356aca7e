'use client';
import type { ApprovalForm, FormField } from '@/server/core/approval/approval-form.ts';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';
import type { Entered } from './entered-form.ts';

/** A field without a title is called by its name, as one writes it. */
function labelOf(name: string, { title }: FormField): string {
  if (title !== undefined) return title;
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const TYPES = { date: 'date', email: 'email', uri: 'url' } as const;

interface OneProps {
  name: string;
  field: FormField;
  required: boolean;
  value: string | boolean;
  fault: string | undefined;
  onChange(value: string | boolean): void;
}

function Tick({ name, field, value, onChange }: OneProps) {
  return (
    <label className="flex items-start gap-2 text-base text-ink-2">
      <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} className="mt-1 accent-ink" />
      <span>
        {labelOf(name, field)}
        {field.description && <span className="block text-ink-3 text-small">{field.description}</span>}
      </span>
    </label>
  );
}

function Control(props: OneProps & { control: { id: string } }) {
  const { name, field, required, value, onChange, control } = props;
  const text = typeof value === 'string' ? value : '';
  if (field.type === 'string' && field.enum !== undefined) {
    const choices = field.enum.map((choice) => ({ value: choice, label: choice }));
    const options = required && text !== '' ? choices : [{ value: '', label: 'Choose…' }, ...choices];
    return (
      <Select id={control.id} label={labelOf(name, field)} value={text} options={options} onChange={onChange} className="h-8 w-full" />
    );
  }
  const change = { value: text, required, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  if (field.type === 'string' && field.format === 'textarea') return <Textarea {...control} {...change} rows={3} />;
  if (field.type !== 'string') return <Input {...control} {...change} inputMode="decimal" />;
  const type = field.format === undefined || field.format === 'textarea' ? 'text' : TYPES[field.format];
  return <Input {...control} {...change} type={type} />;
}

/** The fields of a question's form, each with its fault. */
export function ApprovalFields({
  form,
  entered,
  faults,
  onChange,
}: {
  form: ApprovalForm;
  entered: Entered;
  faults: ReadonlyMap<string, string>;
  onChange(name: string, value: string | boolean): void;
}) {
  return (
    <div className="flex flex-col gap-3">
      {Object.entries(form.properties).map(([name, field]) => {
        const required = form.required.includes(name);
        const one: OneProps = {
          name,
          field,
          required,
          value: entered[name] ?? '',
          fault: faults.get(name),
          onChange: (value) => onChange(name, value),
        };
        if (field.type === 'boolean') return <Tick key={name} {...one} />;
        const fault = one.fault === undefined ? {} : { fault: `This ${one.fault}.` };
        return (
          <Field key={name} label={`${labelOf(name, field)}${required ? '' : ' (optional)'}`} hint={field.description} {...fault}>
            {(control) => <Control {...one} control={control} />}
          </Field>
        );
      })}
    </div>
  );
}
