'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { BrandMark } from '../shell/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { ChoosePasswordForm } from './choose-password-form.tsx';
import { safePath } from './safe-path.ts';

interface Credentials {
  email: string;
  password: string;
}

const REFUSALS: Record<number, string> = {
  403: 'You are locked out. An admin can let you in again.',
  401: 'Email and password do not match.',
  429: 'Too many attempts. Wait a minute, then try again.',
};

export function SignInForm() {
  const router = useRouter();
  const next = safePath(useSearchParams().get('next'));
  const [refusal, setRefusal] = useState<string | null>(null);
  const [oneTimePassword, setOneTimePassword] = useState<string | null>(null);
  const enter = () => {
    router.replace(next as '/overview');
    router.refresh();
  };
  const form = useForm<Credentials>();
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const submit = form.handleSubmit(async ({ email, password }) => {
    setRefusal(null);
    const { authClient } = await import('./auth-client.ts');
    const { data, error } = await authClient.signIn.email({ email, password });
    if (error) {
      setRefusal(REFUSALS[error.status] ?? 'The server did not answer as expected. Try again.');
      throw new Error('refused');
    }
    // Declared on the server's side of the sign-in library only.
    if ((data.user as { mustChangePassword?: unknown }).mustChangePassword === true) setOneTimePassword(password);
    else enter();
  });
  return (
    <div className="w-full max-w-[340px] animate-appear">
      <div className="mb-6 flex items-center gap-2.5">
        <BrandMark className="size-7 text-brand" />
        <h1 className="font-semibold text-ink text-title tracking-tight">Sign in to Agent Hive</h1>
      </div>
      {oneTimePassword !== null ? (
        <ChoosePasswordForm current={oneTimePassword} onChosen={enter} />
      ) : (
        <form onSubmit={(event) => void submit(event).catch(() => {})} className="flex flex-col gap-4" noValidate>
          <Field label="Email" {...(errors.email && { fault: 'Enter your email address.' })}>
            {(control) => (
              <Input
                {...control}
                {...form.register('email', { required: true })}
                type="email"
                autoComplete="username"
                autoFocus
                className="h-9"
              />
            )}
          </Field>
          <Field label="Password" {...(errors.password && { fault: 'Enter your password.' })}>
            {(control) => (
              <Input
                {...control}
                {...form.register('password', { required: true })}
                type="password"
                autoComplete="current-password"
                className="h-9"
              />
            )}
          </Field>
          {refusal && (
            <p role="alert" className="rounded-control bg-fail-soft px-3 py-2 text-base text-fail">
              {refusal}
            </p>
          )}
          <Button type="submit" variant="primary" size="md" className="h-9" busy={isSubmitting || isSubmitSuccessful}>
            Sign in
          </Button>
        </form>
      )}
      <p className="mt-6 text-ink-3 text-small">First start? The terminal that runs Agent Hive has printed the first account once.</p>
    </div>
  );
}
