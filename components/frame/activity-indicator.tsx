'use client';

import { Activity } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProgressRing } from '@/components/ui/progress-ring';
import { SidePanel } from '@/components/ui/side-panel';
import { useOpenOperations } from '@/lib/client/operations';
import { isSettled } from '@/lib/contracts/operation';
import { ActivitySheet } from './activity-sheet';

/** Count and ring of work in progress; opens it from any page. */
export function ActivityIndicator() {
  const [isOpen, setOpen] = useState(false);
  const { data } = useOpenOperations(true);
  const running = (data?.items ?? []).filter((operation) => !isSettled(operation.state));
  // More may be open than one page holds; the settled ones of this page are no longer among the total.
  const count = data ? Math.max(running.length, data.total - (data.items.length - running.length)) : 0;
  const average =
    running.length === 0 ? 0 : running.reduce((sum, operation) => sum + operation.progress, 0) / running.length;
  return (
    <>
      <Button
        variant="quiet"
        size="sm"
        aria-haspopup="dialog"
        aria-label={
          count === 0
            ? 'Activity: nothing is running'
            : `Activity: ${count} running, ${Math.round(average)} % on average`
        }
        onPress={() => setOpen(true)}
        icon={count === 0 ? <Activity aria-hidden className="size-4" /> : <ProgressRing value={average} />}
        className="!px-2 tabular-nums"
      >
        {count === 0 ? null : (
          <span className="text-ink">
            {count} <span className="max-sm:hidden">running</span>
          </span>
        )}
      </Button>
      <SidePanel
        isOpen={isOpen}
        onOpenChange={setOpen}
        title="Activity"
        description={count === 0 ? 'Nothing is running' : `${count} running`}
      >
        <ActivitySheet running={running} onLeave={() => setOpen(false)} />
      </SidePanel>
    </>
  );
}
