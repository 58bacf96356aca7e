'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { UserButton } from './user-button.tsx';

const UserMenuPopup = dynamic(() => import('./user-menu-popup.tsx').then((module) => module.UserMenuPopup), {
  ssr: false,
  loading: () => <UserButton aria-haspopup="menu" aria-busy />,
});

/** The account menu. What it is made of is loaded with the first click. */
export function UserMenu() {
  const [asked, setAsked] = useState(false);
  return asked ? <UserMenuPopup /> : <UserButton aria-haspopup="menu" onClick={() => setAsked(true)} />;
}
