'use client';

import { Archive } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { hintProps } from '@/components/ui/hint-layer';
import { operationStateLook } from '@/components/ui/operation-state-badge';
import { ProgressBar } from '@/components/ui/progress-bar';
import { ThingName } from '@/components/ui/thing-name';
import { operationTitle, progressText } from '@/lib/client/describe-operation';
import { isSettled } from '@/lib/contracts/operation';
import type { Machine } from '@/lib/contracts/machine';

/** Name, presence, and a thin live bar while something runs; no taller than any other row. */
export function MachineNameCell({ machine }: { machine: Machine }) {
  const { operation } = machine;
  const running = operation && !isSettled(operation.state) ? operation : null;
  return (
    <div className="min-w-0">
      <div className="flex min-w-0 items-center gap-2">
        <Link
          href={`/machines/${encodeURIComponent(machine.guid)}`}
          className="link min-w-0 truncate"
          title={machine.name}
        >
          <ThingName of={machine} />
        </Link>
        {machine.present ? null : (
          <Badge icon={<Archive aria-hidden />} className="shrink-0" title="No longer on its platform">
            Removed
          </Badge>
        )}
        {running ? (
          <span
            aria-hidden
            {...hintProps(progressText(running))}
            className={`ml-auto shrink-0 text-xs tabular-nums ${running.state === 'CANCELLING' ? 'text-late' : 'text-run'}`}
          >
            {running.state === 'RUNNING' ? `${Math.round(running.progress)} %` : operationStateLook[running.state].word}
          </span>
        ) : null}
      </div>
      {running ? (
        <ProgressBar
          label={operationTitle(running)}
          value={running.state === 'REQUESTED' ? null : running.progress}
          text={progressText(running)}
          tone={running.state === 'CANCELLING' ? 'late' : 'run'}
          className="mt-0.5 h-[3px]"
        />
      ) : null}
    </div>
  );
}
