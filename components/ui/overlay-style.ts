/** Surface of menus, lists and popovers. */
export const popoverStyle =
  'z-40 max-h-80 min-w-(--trigger-width) overflow-auto rounded-md border border-line-strong bg-raised p-1 shadow-overlay data-entering:animate-rise-in focus-visible:outline-none';

/** One row in a menu or list. */
export const optionStyle =
  'flex min-h-8 cursor-default items-center gap-2 rounded-xs px-2 py-1 text-sm text-ink outline-none select-none pointer-coarse:min-h-11 ' +
  'data-focused:bg-hover data-disabled:text-ink-3';
