'use client';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from './button.tsx';

/** How long the tick stays, ms. */
const TICK_MS = 1_500;

interface CopyButtonProps {
  /** As a function where putting it together is work that is only done when somebody copies. */
  value: string | (() => string);
  label: string;
  /** Shown beside the icon. */
  children?: string;
  className?: string;
}

export function CopyButton({ value, label, children, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof value === 'string' ? value : value());
      setCopied(true);
      setTimeout(() => setCopied(false), TICK_MS);
    } catch {
      // Browsers refuse the clipboard on plain http other than localhost.
      toast.error('The browser does not allow copying here.');
    }
  };
  return (
    <Button
      variant="ghost"
      size={children ? 'sm' : 'icon'}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
      className={className}
    >
      {copied ? <Check className="size-3.5! text-ok" aria-hidden /> : <Copy className="size-3.5!" aria-hidden />}
      {children}
    </Button>
  );
}
