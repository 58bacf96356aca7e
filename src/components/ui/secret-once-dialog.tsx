'use client';
import type { ReactNode } from 'react';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';

interface SecretOnceDialogProps {
  title: string;
  secret: string;
  /** Names the secret on the copy button: "the key". */
  what: string;
  /** Why it cannot be shown again, and what to do with it. */
  children: ReactNode;
  onClose(): void;
}

/** A secret that nobody can show again. A click beside the dialog does not close it. */
export function SecretOnceDialog({ title, secret, what, children, onClose }: SecretOnceDialogProps) {
  return (
    <Dialog
      open
      modalOnly
      onOpenChange={onClose}
      title={title}
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Banner tone="wait">{children}</Banner>
        <div className="flex items-center gap-2 rounded-control border bg-page py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 select-all break-all font-mono text-small">{secret}</code>
          <CopyButton value={secret} label={`Copy ${what}`} />
        </div>
      </div>
    </Dialog>
  );
}
