import * as z from 'zod';

const states = ['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED', 'UNKNOWN'] as const;

/** A copy of a backup as `MirrorBackup.locations` holds it; times as ISO text. */
export const BackupCopy = z.object({
  guid: z.string(),
  destination: z.object({ guid: z.string(), name: z.string() }).nullable(),
  /** PRIMARY, SECONDARY, ARCHIVE or what a newer server calls it. */
  role: z.string(),
  state: z.enum(states),
  expiresAt: z.string().nullable(),
});
export type BackupCopy = z.infer<typeof BackupCopy>;

const copies = z.array(BackupCopy).catch([]);

/** The copies in `MirrorBackup.locations`; none when the column holds something else. */
export function readBackupCopies(column: unknown): BackupCopy[] {
  return copies.parse(column);
}

/** Storware's status of a location in the words of the contract; a status that nobody knows is UNKNOWN. */
export function copyState(status: string): BackupCopy['state'] {
  return states.find((state) => state === status) ?? 'UNKNOWN';
}
