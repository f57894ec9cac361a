import {
  Ban,
  CircleCheck,
  CircleDotDashed,
  CircleSlash,
  CircleX,
  Hourglass,
  LoaderCircle,
  Send,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { OperationState } from '@/lib/contracts/operation';
import { Badge } from './badge';
import type { Tone } from './badge';

/** Word, tone and icon of each state; "cancel requested" is not "cancelled". */
export const operationStateLook: Record<OperationState, { word: string; tone: Tone; icon: ReactNode }> = {
  REQUESTED: { word: 'Requested', tone: 'run', icon: <Send aria-hidden /> },
  QUEUED: { word: 'Queued', tone: 'run', icon: <Hourglass aria-hidden /> },
  RUNNING: { word: 'Running', tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  CANCELLING: { word: 'Cancel requested', tone: 'late', icon: <CircleDotDashed aria-hidden /> },
  SUCCEEDED: { word: 'Succeeded', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  WARNING: { word: 'With warnings', tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
  CANCELLED: { word: 'Cancelled', tone: 'none', icon: <Ban aria-hidden /> },
  NOT_STARTED: { word: 'Not started', tone: 'none', icon: <CircleSlash aria-hidden /> },
};

/** State of one operation. */
export function OperationStateBadge({ state, plain }: { state: OperationState; plain?: boolean | undefined }) {
  const look = operationStateLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {look.word}
    </Badge>
  );
}
