'use client';

import { useEffect, useRef } from 'react';

const attribute = 'data-tooltip';

/** Gives an element a tooltip of one or two lines, shown by the one `TooltipLayer` of the page on hover and focus. */
export function tooltipProps(text: string): { [attribute]: string } {
  return { [attribute]: text };
}

/**
 * The one tooltip of a page, for the many small ones of tables: a tooltip component for each would cost more than the
 * rows. Its text is also in the details, so it is hidden from screen readers.
 */
export function TooltipLayer() {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shownFor: Element | null = null;
    const hide = () => {
      clearTimeout(timer);
      shownFor = null;
      ref.current?.hidePopover();
    };
    const show = (target: Element) => {
      const layer = ref.current;
      const text = target.getAttribute(attribute);
      if (!layer || text === null || !target.isConnected) return;
      layer.textContent = text;
      layer.showPopover();
      const anchor = target.getBoundingClientRect();
      const left = Math.max(
        8,
        Math.min(anchor.left + anchor.width / 2 - layer.offsetWidth / 2, window.innerWidth - layer.offsetWidth - 8),
      );
      const above = anchor.top - layer.offsetHeight - 6;
      layer.style.left = `${left}px`;
      layer.style.top = `${above < 8 ? anchor.bottom + 6 : above}px`;
    };
    const onEnter = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest(`[${attribute}]`) : null;
      if (target === shownFor) return;
      hide();
      if (!target) return;
      shownFor = target;
      timer = setTimeout(() => show(target), event.type === 'focusin' ? 0 : 250);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('pointerover', onEnter);
    document.addEventListener('focusin', onEnter);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', onKey);
    document.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      hide();
      document.removeEventListener('pointerover', onEnter);
      document.removeEventListener('focusin', onEnter);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, []);
  return (
    <div
      ref={ref}
      popover="manual"
      aria-hidden
      className="pointer-events-none fixed inset-auto m-0 max-w-80 rounded-sm bg-ink px-2 py-1 text-xs whitespace-pre-line text-canvas tabular-nums shadow-overlay"
    />
  );
}
