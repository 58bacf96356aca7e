'use client';
import dynamic from 'next/dynamic';

/** The confirmation, loaded when the first one is asked for. */
export const ConfirmDialog = dynamic(() => import('./confirm-dialog.tsx').then((module) => module.ConfirmDialog), { ssr: false });
