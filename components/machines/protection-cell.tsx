'use client';

import { Focusable } from 'react-aria-components/Focusable';
import { ProtectionBadge } from '@/components/ui/protection-badge';
import { Tooltip } from '@/components/ui/tooltip';
import type { Protection } from '@/lib/contracts/machine';

/** The answer with its reason: on hover and focus in a table, in full on a phone, where nothing hovers. */
export function ProtectionCell({ protection }: { protection: Protection }) {
  return (
    <>
      <Tooltip text={protection.reason}>
        <Focusable>
          {/* Focus is how a keyboard reaches the reason. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <span tabIndex={0} role="note" className="inline-flex rounded-full">
            <ProtectionBadge state={protection.state} />
          </span>
        </Focusable>
      </Tooltip>
      <p className="mt-1 text-xs text-ink-2 sm:hidden">{protection.reason}</p>
    </>
  );
}
