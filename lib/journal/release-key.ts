import 'server-only';
import { db } from '@/lib/db/client';

/**
 * Frees a key whose request certainly reached Storware for nothing, so that sending it again is a new try. Its operations
 * stay as the receipt that nothing was started.
 */
export async function releaseKey(tenantId: string, key: string): Promise<void> {
  await db().$transaction([
    db().operation.updateMany({ where: { tenantId, idempotencyKey: key }, data: { idempotencyKey: null } }),
    db().idempotencyRecord.deleteMany({ where: { tenantId, key } }),
  ]);
}
