import type { ExpectedRunListParams } from '@/lib/client/live/keys';

/** So many are shown before all are asked for. */
export const missedShownAtFirst = 5;

/** The planned backups that did not happen. */
export const missedRuns: ExpectedRunListParams = { state: ['MISSED', 'FAILED'] };
