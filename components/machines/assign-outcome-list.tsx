'use client';

import { CircleCheck, CircleHelp, CircleSlash, LoaderCircle, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress } from '@/lib/client/addresses';
import { isDone } from './assign-outcome';
import type { Assignment } from './assign-outcome';

const looks: Record<Assignment['outcome'], { word: string; tone: Tone; icon: ReactNode }> = {
  PENDING: { word: 'Under way', tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  ASSIGNED: { word: 'Assigned', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  MOVED: { word: 'Moved', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  REMOVED: { word: 'Taken out', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNCHANGED: { word: 'Was so already', tone: 'none', icon: <CircleCheck aria-hidden /> },
  HAS_ANOTHER: { word: 'Has another policy', tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { word: 'Not known', tone: 'late', icon: <CircleHelp aria-hidden /> },
};

/** What became of each machine, those that need a decision first. */
export function AssignOutcomeList({ results, onLeave }: { results: readonly Assignment[]; onLeave: () => void }) {
  return (
    <ul
      className="max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong"
      aria-label="Outcome for each machine"
    >
      {[...results.filter((result) => !isDone(result)), ...results.filter(isDone)].map(
        ({ machine, outcome, reason, former }) => {
          const { word, tone, icon } = looks[outcome];
          return (
            <li key={machine.guid} className="px-3 py-2">
              <div className="flex items-center justify-between gap-3">
                <Link href={machineAddress(machine.guid)} onClick={onLeave} className="link min-w-0 truncate">
                  <ThingName of={machine} />
                </Link>
                <Badge plain tone={tone} icon={icon} className="shrink-0">
                  {word}
                </Badge>
              </div>
              {reason === null ? null : <p className="text-xs text-ink-2">{reason}</p>}
              {reason === null && former !== null ? <p className="text-xs text-ink-3">Left “{former.name}”</p> : null}
            </li>
          );
        },
      )}
    </ul>
  );
}
