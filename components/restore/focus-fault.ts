/** Puts the focus on the first control that is marked as wrong, once the page shows it. */
export function focusFirstFault(): void {
  requestAnimationFrame(() => {
    const fault = document.querySelector('[aria-invalid="true"], [data-invalid] button, [data-invalid] input');
    if (fault instanceof HTMLElement) fault.focus();
  });
}
