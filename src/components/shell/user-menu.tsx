'use client';
import { KeyRound, LogOut } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { useSession } from '../session/session.tsx';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';

export function UserMenu() {
  const { name, role } = useSession();
  const router = useRouter();
  const signOut = async (): Promise<void> => {
    const { authClient } = await import('../session/auth-client.ts');
    const { error } = await authClient.signOut();
    if (error) {
      toast.error('Signing out failed. Try again.');
      return;
    }
    router.replace('/sign-in');
    router.refresh();
  };
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={`Account of ${name}`}>
          <span className="flex size-6 items-center justify-center rounded-full bg-raised font-semibold text-ink text-micro uppercase">
            {name.slice(0, 1)}
          </span>
        </Button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium text-ink">{name}</p>
        <p className="text-ink-3 text-small">{role}</p>
      </div>
      <MenuSeparator />
      <MenuItem render={<Link href="/settings" />}>
        <KeyRound aria-hidden />
        API keys
      </MenuItem>
      <MenuItem onClick={() => void signOut()}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
