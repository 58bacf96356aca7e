// The look that menus, selects and the palette share.

export const popupClass = [
  'rounded-panel border border-line bg-panel p-1 text-base text-ink shadow-pop outline-none',
  'origin-(--transform-origin) transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-ending-style:opacity-0',
  'data-starting-style:scale-98 data-starting-style:opacity-0',
].join(' ');

export const popupItemClass = [
  'flex h-7 select-none items-center gap-2 rounded-[5px] px-2 text-base text-ink-2 outline-none',
  'data-highlighted:bg-hover data-highlighted:text-ink data-disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0',
].join(' ');
