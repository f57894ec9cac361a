import {
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  CircleX,
  ClockAlert,
  Unlink,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { ownerWords } from '@/lib/client/describe-operation';
import type { Protection, ProtectionState } from '@/lib/contracts/machine';
import { Badge } from './badge';
import type { Tone } from './badge';
import { RelativeTime } from './relative-time';

/** Word, tone and icon of each answer to "is my machine safe?". */
export const protectionLook: Record<ProtectionState, { word: string; tone: Tone; icon: ReactNode }> = {
  PROTECTED: { word: 'Protected', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  PENDING: { word: 'Pending', tone: 'run', icon: <CalendarClock aria-hidden /> },
  LATE: { word: 'Late', tone: 'late', icon: <ClockAlert aria-hidden /> },
  FAILING: { word: 'Failing', tone: 'fail', icon: <CircleX aria-hidden /> },
  NOT_RESTORABLE: { word: 'Nothing restorable', tone: 'fail', icon: <Unlink aria-hidden /> },
  UNPROTECTED: { word: 'Unprotected', tone: 'none', icon: <CircleDashed aria-hidden /> },
  EXCLUDED: { word: 'Excluded', tone: 'none', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { word: 'Unknown', tone: 'none', icon: <CircleHelp aria-hidden /> },
};

/** One plain protection answer; the reason belongs beside it, or on hover in tables. */
export function ProtectionBadge({
  state,
  reason,
  plain,
}: {
  state: ProtectionState;
  reason?: string | undefined;
  plain?: boolean | undefined;
}) {
  const look = protectionLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain} title={reason}>
      {look.word}
    </Badge>
  );
}

/** Who does what next, and when the first backup is due; nothing where nothing is to be done. */
export function ProtectionStep({ protection: { owner, nextStep, firstRunAt } }: { protection: Protection }) {
  return (
    <>
      {firstRunAt === null ? null : (
        <>
          First run <RelativeTime at={firstRunAt} />.{' '}
        </>
      )}
      {nextStep === null ? null : (
        <span className="text-ink-3">
          {owner === null || owner === 'PLATFORM' ? null : `${ownerWords[owner]}: `}
          {nextStep}
        </span>
      )}
    </>
  );
}
