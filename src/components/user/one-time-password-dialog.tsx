'use client';
import { SecretOnceDialog } from '../ui/secret-once-dialog.tsx';

/** The password for the next sign-in, for the admin to hand on. */
export function OneTimePasswordDialog({ title, password, onClose }: { title: string; password: string; onClose(): void }) {
  return (
    <SecretOnceDialog title={title} secret={password} what="the password" onClose={onClose}>
      Hand this one-time password on: it is shown this once, and its owner chooses another with the next sign-in.
    </SecretOnceDialog>
  );
}
