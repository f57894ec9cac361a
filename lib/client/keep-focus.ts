/** Puts the focus on the page's content when what had it is gone, so that a keyboard does not start over at the top of the page. */
export function focusContentIfLost(): void {
  // Not before the dialog and what opened it have left the page.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement === null || document.activeElement === document.body)
        document.getElementById('content')?.focus({ preventScroll: true });
    }),
  );
}
