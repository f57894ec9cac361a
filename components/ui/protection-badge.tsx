import { CircleCheck, CircleDashed, CircleHelp, CircleX, ClockAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ProtectionState } from '@/lib/contracts/machine';
import { Badge } from './badge';
import type { Tone } from './badge';

/** Word, tone and icon of each answer to "is my machine safe?". */
export const protectionLook: Record<ProtectionState, { word: string; tone: Tone; icon: ReactNode }> = {
  PROTECTED: { word: 'Protected', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  LATE: { word: 'Late', tone: 'late', icon: <ClockAlert aria-hidden /> },
  FAILING: { word: 'Failing', tone: 'fail', icon: <CircleX aria-hidden /> },
  UNPROTECTED: { word: 'Unprotected', tone: 'none', icon: <CircleDashed aria-hidden /> },
  UNKNOWN: { word: 'Unknown', tone: 'none', icon: <CircleHelp aria-hidden /> },
};

/** One plain protection answer; the reason belongs beside it, or on hover in tables. */
export function ProtectionBadge({ state, reason, plain }: { state: ProtectionState; reason?: string | undefined; plain?: boolean | undefined }) {
  const look = protectionLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain} title={reason}>
      {look.word}
    </Badge>
  );
}
