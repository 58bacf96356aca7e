'use client';
import { Menu as Base } from '@base-ui/react/menu';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { popupClass, popupItemClass } from './popup.ts';

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  /** Id of the element the menu is put into, so that it belongs to a landmark of the page. */
  within: string;
  /** Opens with its first render. */
  openAtOnce?: boolean;
}

/** The server opens no menu, and has nothing to put one into. */
const findPlace = (id: string) => (typeof document === 'undefined' ? null : document.getElementById(id));

export function Menu({ trigger, children, within, align = 'end', openAtOnce = false }: MenuProps) {
  return (
    <Base.Root defaultOpen={openAtOnce}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={findPlace(within)}>
        <Base.Positioner sideOffset={4} align={align} className="z-50 outline-none">
          <Base.Popup className={cn(popupClass, 'min-w-44')}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof Base.Item>) {
  return <Base.Item {...rest} className={cn(popupItemClass, className)} />;
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
