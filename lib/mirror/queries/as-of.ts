import 'server-only';
import { db } from '@/lib/db/client';

export type SyncKind = 'tasks' | 'machines' | 'backups' | 'policies' | 'schedules' | 'infrastructure' | 'mounts';

/** When Storware was last heard on this kind of data; null before the first time. */
export async function asOf(kind: SyncKind): Promise<Date | null> {
  const row = await db().mirrorSync.findUnique({ where: { kind }, select: { asOf: true } });
  return row?.asOf ?? null;
}
