import type { MountMode } from '@/lib/contracts/mount';

/** How it is mounted, in a table. */
export const modeWords: Record<MountMode, string> = {
  AUTO: 'Whole recovery point',
  MANUAL: 'Chosen file systems',
  ISCSI: 'iSCSI',
};

/** A person's name, or that somebody outside the portal ordered it. */
export function requesterText(requestedBy: { name: string } | null): string {
  return requestedBy?.name ?? 'By the provider';
}
