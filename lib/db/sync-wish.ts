import 'server-only';
import * as z from 'zod';
import { currentClaimant, isLookOnly } from '@/lib/core/call-context';
import type { Tx } from './client';

export const syncWishChannel = 'portal_sync';

/** What a process asks of the elected sync worker, wherever that runs. */
export const SyncWish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tasks') }),
  z.object({ kind: z.literal('machines') }),
  z.object({ kind: z.literal('policies') }),
  z.object({ kind: z.literal('mounts') }),
  z.object({
    kind: z.literal('machine'),
    guid: z.string(),
    /** Who wishes: each tenant has its turn. */ tenant: z.string().optional(),
  }),
]);
export type SyncWish = z.infer<typeof SyncWish>;

/** Asks the sync worker to read something soon. The worker joins and limits wishes: asking often costs Storware nothing. A HEAD request wishes for nothing. */
export async function wishSync(tx: Tx, wish: SyncWish): Promise<void> {
  if (isLookOnly()) return;
  await tx.$executeRaw`SELECT pg_notify(${syncWishChannel}, ${JSON.stringify(wish.kind === 'machine' ? { tenant: currentClaimant().tenant, ...wish } : wish)})`;
}
