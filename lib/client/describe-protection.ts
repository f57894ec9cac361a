import type { Machine } from '@/lib/contracts/machine';

/** What stands in place of the time of the last good backup where there is none: "Never" only where that is known. */
export function noGoodBackup({ protection, lastBackup }: Pick<Machine, 'protection' | 'lastBackup'>): string {
  if (protection.state === 'UNKNOWN') return 'Not known';
  return protection.state === 'NOT_RESTORABLE' || (lastBackup !== null && lastBackup.status !== 'FAILED')
    ? 'None left'
    : 'Never';
}
