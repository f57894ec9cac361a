'use client';

import { useEffect, useLayoutEffect } from 'react';

const places = new Map<string, number>();
/** Set by Back or Forward, until the list is shown again or the person scrolls. */
let returning: { address: string; top: number } | null = null;

function here(): string {
  return window.location.pathname + window.location.search;
}

/**
 * Remembers the scroll position of each address while this page lives. For the frame; the browser itself forgets it
 * when a list is rendered later.
 */
export function useScrollMemory(): void {
  useEffect(() => {
    const onScroll = () => {
      if (returning?.address !== here()) places.set(here(), window.scrollY);
    };
    const onPop = () => {
      const top = places.get(here());
      returning = top === undefined ? null : { address: here(), top };
    };
    const onOwnMove = () => {
      returning = null;
    };
    const own = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
    window.addEventListener('scroll', onScroll, { passive: true });
    window.addEventListener('popstate', onPop, { capture: true });
    for (const name of own) window.addEventListener(name, onOwnMove, { passive: true });
    return () => {
      window.removeEventListener('scroll', onScroll);
      window.removeEventListener('popstate', onPop, { capture: true });
      for (const name of own) window.removeEventListener(name, onOwnMove);
    };
  }, []);
}

/** Restores the scroll position once the content is rendered again. */
export function useRestoredScroll(isDrawn: boolean): void {
  useLayoutEffect(() => {
    if (!isDrawn || returning === null || returning.address !== here()) return;
    const { top } = returning;
    // After the router has set its own position.
    const frame = requestAnimationFrame(() => {
      if (returning?.address !== here()) return;
      window.scrollTo({ top, behavior: 'instant' });
      returning = null;
    });
    return () => cancelAnimationFrame(frame);
  }, [isDrawn]);
}
