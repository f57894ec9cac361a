'use client';

import { CircleCheck, CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import type { BackupOutcome, BackupOutcomeKind } from './backup-outcome';

const looks: Record<BackupOutcomeKind, { word: string; tone: Tone; icon: ReactNode }> = {
  started: { word: 'Started', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  waiting: { word: 'Requested', tone: 'run', icon: <Hourglass aria-hidden /> },
  busy: { word: 'Already being backed up', tone: 'late', icon: <Hourglass aria-hidden /> },
  refused: { word: 'Not possible', tone: 'fail', icon: <TriangleAlert aria-hidden /> },
  not_started: { word: 'Not started', tone: 'fail', icon: <CircleSlash aria-hidden /> },
  missing: { word: 'Not known', tone: 'late', icon: <TriangleAlert aria-hidden /> },
};

/** What became of each machine, those that need a decision first. */
export function BackupOutcomeList({ outcomes, onLeave }: { outcomes: readonly BackupOutcome[]; onLeave: () => void }) {
  const isGood = ({ kind }: BackupOutcome) => kind === 'started' || kind === 'waiting';
  return (
    <ul
      className="max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong"
      aria-label="Outcome for each machine"
    >
      {[...outcomes.filter((outcome) => !isGood(outcome)), ...outcomes.filter(isGood)].map((outcome) => {
        const look = looks[outcome.kind];
        return (
          <li key={outcome.machine.guid} className="px-3 py-2">
            <div className="flex items-center justify-between gap-3">
              <Link
                href={`/machines/${encodeURIComponent(outcome.machine.guid)}`}
                onClick={onLeave}
                className="link min-w-0 truncate"
              >
                <ThingName of={outcome.machine} />
              </Link>
              <Badge plain tone={look.tone} icon={look.icon} className="shrink-0">
                {look.word}
              </Badge>
            </div>
            {outcome.reason === null || outcome.kind === 'busy' ? null : (
              <p className="text-xs text-ink-2">{outcome.reason}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
