'use client';
import { KeyRound, LogOut } from 'lucide-react';
import Link from 'next/link';
import { toast } from 'sonner';
import { noteLeaving } from '../session/on-signed-out.ts';
import { useSession } from '../session/session.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { UserButton } from './user-button.tsx';

/** The open menu; closed again, it stays mounted and cheap. */
export function UserMenuPopup() {
  const { name, role } = useSession();
  const signOut = async (): Promise<void> => {
    const { authClient } = await import('../session/auth-client.ts');
    noteLeaving(true);
    const { error } = await authClient.signOut();
    if (error) {
      noteLeaving(false);
      toast.error('Signing out failed. Try again.');
      return;
    }
    // A whole load: nothing of what was shown stays in memory.
    window.location.assign('/sign-in');
  };
  return (
    <Menu within="top-bar" openAtOnce trigger={<UserButton />}>
      <div className="px-2 py-1.5">
        <p className="truncate font-medium text-ink">{name}</p>
        <p className="text-ink-3 text-small">{role}</p>
      </div>
      <MenuSeparator />
      <MenuItem render={<Link href="/settings" />}>
        <KeyRound aria-hidden />
        Password and keys
      </MenuItem>
      <MenuItem onClick={() => void signOut()}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
