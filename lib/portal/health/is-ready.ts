import 'server-only';
import { db } from '@/lib/db/client';
import { migrationsPending } from '@/lib/db/migration-list';

/** Whether this process can serve: its database responds and has every migration. Storware may be down. */
export async function isReady(): Promise<{ ready: boolean; reason: string | null }> {
  try {
    await db().$queryRaw`SELECT 1`;
    if (await migrationsPending())
      return { ready: false, reason: 'The database is not migrated: run npm run db:migrate.' };
    return { ready: true, reason: null };
  } catch {
    return { ready: false, reason: 'The database does not answer.' };
  }
}
