import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Suspense } from 'react';
import { SignInForm } from '@/components/session/sign-in-form.tsx';
import { getPageContext } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage() {
  const { principal } = await getPageContext();
  if (principal) redirect('/overview');
  return (
    <main className="flex min-h-dvh items-center justify-center p-6 pb-[16vh]">
      <Suspense>
        <SignInForm />
      </Suspense>
    </main>
  );
}
