'use client';

import { hintProps } from '@/components/ui/hint-layer';
import { ProtectionBadge } from '@/components/ui/protection-badge';
import type { Protection } from '@/lib/contracts/machine';

/** The answer with its reason: on hover in a table, and in words for screen readers. */
export function ProtectionCell({ protection }: { protection: Protection }) {
  return (
    <>
      <span {...hintProps(protection.reason)} className="inline-flex">
        <ProtectionBadge state={protection.state} />
      </span>
      <span className="sr-only max-sm:hidden">. {protection.reason}</span>
    </>
  );
}
