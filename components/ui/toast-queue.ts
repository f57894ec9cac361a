'use client';

import type { Route } from 'next';
import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components/Toast';

export interface ToastContent {
  tone: 'ok' | 'info' | 'late' | 'fail';
  title: string;
  description?: string | undefined;
  /** Where to see what it speaks of. */
  link?: { href: Route; label: string } | undefined;
}

export const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: 4 });

/** Says what just happened. Failures stay until read; the rest goes after eight seconds unless pointed at. */
export function showToast(content: ToastContent): void {
  toastQueue.add(content, content.tone === 'fail' ? {} : { timeout: 8000 });
}
