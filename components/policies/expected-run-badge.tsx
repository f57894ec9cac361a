import { CircleCheck, CircleDashed, CircleX, ClockAlert, Hourglass, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import type { ExpectedRunState } from '@/lib/contracts/expected-run';

/** Word, tone and icon of what became of a run. */
export const expectedRunLook: Record<ExpectedRunState, { word: string; tone: Tone; icon: ReactNode }> = {
  KEPT: { word: 'Kept', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  LATE: { word: 'Late', tone: 'late', icon: <ClockAlert aria-hidden /> },
  MISSED: { word: 'Missed', tone: 'fail', icon: <OctagonX aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
  SKIPPED: { word: 'Skipped', tone: 'none', icon: <CircleDashed aria-hidden /> },
  OPEN: { word: 'Due now', tone: 'run', icon: <Hourglass aria-hidden /> },
};

export function ExpectedRunBadge({ state }: { state: ExpectedRunState }) {
  const { word, tone, icon } = expectedRunLook[state];
  return (
    <Badge plain tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
