import { CircleCheck, CircleSlash, CircleX, LoaderCircle, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import type { MountState } from '@/lib/contracts/mount';

/** Word, tone and icon of each state. */
export const mountStateLook: Record<MountState, { word: string; tone: Tone; icon: ReactNode }> = {
  PREPARING: {
    word: 'Preparing',
    tone: 'run',
    icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" />,
  },
  READY: { word: 'Ready', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNMOUNTING: { word: 'Unmounting', tone: 'late', icon: <Unplug aria-hidden /> },
  ENDED: { word: 'Ended', tone: 'none', icon: <CircleSlash aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
};

/** State of one mount. */
export function MountStateBadge({ state, reason }: { state: MountState; reason?: string | null | undefined }) {
  const look = mountStateLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} title={reason ?? undefined}>
      {look.word}
    </Badge>
  );
}
