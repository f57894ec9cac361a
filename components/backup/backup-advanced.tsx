'use client';

import { ChevronRight } from 'lucide-react';
import { DateTimeField } from '@/components/ui/date-time-field';
import { NumberField } from '@/components/ui/number-field';
import { formatDuration } from '@/lib/client/format-duration';
import { useNow } from '@/lib/client/now-store';
import { defaultWindowMs } from '@/lib/contracts/backup';
import type { BackupOptions } from '@/lib/contracts/backup';
import type { BackupForm, BackupRequest } from './backup-form';

export interface BackupAdvancedProps {
  form: BackupForm;
  onChange: (change: Partial<BackupForm>) => void;
  faults: BackupRequest['faults'];
  limits: Pick<BackupOptions, 'priority' | 'window'> | undefined;
}

/** Priority and window, folded away: what is there by default fits nearly always. */
export function BackupAdvanced({ form, onChange, faults, limits }: BackupAdvancedProps) {
  const now = new Date(useNow()).toISOString();
  const length = formatDuration(limits?.window.defaultLengthMs ?? defaultWindowMs);
  return (
    <details
      className="group/advanced"
      open={faults.priority || faults.windowStart || faults.windowEnd ? true : undefined}
    >
      <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs font-medium text-ink-2 hover:text-ink pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open/advanced:rotate-90" />
        Advanced
        <span className="font-normal text-ink-3">priority, time window</span>
      </summary>
      <div className="mt-3 space-y-4">
        <NumberField
          label="Priority"
          value={form.priority}
          onChange={(priority) => onChange({ priority: Number.isNaN(priority) ? 50 : priority })}
          min={limits?.priority.min ?? 0}
          max={limits?.priority.max ?? 100}
          step={1}
          description="0 to 100. Work of higher priority starts first; 50 is usual."
          error={faults.priority}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <DateTimeField
            label="Not before"
            optional
            value={form.windowStart}
            onChange={(windowStart) => onChange({ windowStart })}
            min={now}
            description="Left empty, it starts as soon as possible."
            error={faults.windowStart}
          />
          <DateTimeField
            label="Not after"
            optional
            value={form.windowEnd}
            onChange={(windowEnd) => onChange({ windowEnd })}
            min={form.windowStart ?? now}
            description={`Work that has not started by then is given up. Left empty, ${length} after the start.`}
            error={faults.windowEnd}
          />
        </div>
      </div>
    </details>
  );
}
