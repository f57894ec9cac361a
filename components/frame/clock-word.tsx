'use client';

import { useEffect } from 'react';
import { showToast } from '@/components/ui/toast-queue';
import { formatDuration } from '@/lib/client/format-duration';
import { useClockError } from '@/lib/client/server-clock';

let wasSaid = false;

/** `5 min ahead`, `3 h behind`. */
export function clockErrorWords(errorMs: number): string {
  return `${formatDuration(Math.abs(errorMs))} ${errorMs > 0 ? 'ahead' : 'behind'}`;
}

/** Says once that this device's clock is wrong, so that nobody wonders why times here differ from it; draws nothing. */
export function ClockWord() {
  const error = useClockError();
  useEffect(() => {
    if (error === null || wasSaid) return;
    wasSaid = true;
    showToast({
      tone: 'info',
      title: `This device’s clock is ${clockErrorWords(error)}`,
      description: 'Times here follow the portal’s clock.',
    });
  }, [error]);
  return null;
}
