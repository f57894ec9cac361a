import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { silentMs } from './downloads';
import type { DownloadRow } from './downloads';

/** How one use of a link ends. `WAITING`: one range was sent; the client may still request the others. */
export type UseEnding = 'FINISHED' | 'CANCELLED' | 'FAILED' | 'WAITING';

/**
 * Records that sending starts at byte `from`; several uses of a link at once count as one download. Records of a process
 * that has died are reset. Throws `not_found` when the link was cancelled meanwhile.
 */
export async function beginUse(id: string, from: number): Promise<void> {
  const now = new Date();
  const silentSince = new Date(now.getTime() - silentMs);
  const count = await db().$executeRaw`
    UPDATE "Download" SET
      "uses" = CASE WHEN "state" = 'RUNNING' AND "movedAt" > ${silentSince} THEN "uses" + 1 ELSE 1 END,
      "sentBytes" = CASE WHEN "state" = 'RUNNING' AND "movedAt" > ${silentSince} THEN GREATEST("sentBytes", ${from}) ELSE ${from} END,
      "state" = 'RUNNING', "startedAt" = COALESCE("startedAt", ${now}), "movedAt" = ${now}, "finishedAt" = NULL
    WHERE "id" = ${id} AND "cancelRequestedAt" IS NULL`;
  if (count === 0) throw new AppError('not_found', { meta: { kind: 'download', reason: 'cancelled meanwhile' } });
}

/** Records the progress of a use; false when the download has to end. */
export async function noteProgress(id: string, upTo: number): Promise<boolean> {
  const count = await db().$executeRaw`
    UPDATE "Download" SET "sentBytes" = GREATEST("sentBytes", ${upTo}), "movedAt" = ${new Date()}
    WHERE "id" = ${id} AND "state" = 'RUNNING' AND "cancelRequestedAt" IS NULL`;
  return count > 0;
}

/** Records the end of a use; the end of the last one is the end of the download. */
export async function endUse(id: string, ending: UseEnding, upTo: number): Promise<void> {
  const now = new Date();
  await db().$transaction(async (tx) => {
    const [ended] = await tx.$queryRaw<Ended[]>`
    UPDATE "Download" d SET
      "uses" = GREATEST("uses" - 1, 0), "sentBytes" = GREATEST("sentBytes", ${upTo}), "movedAt" = ${now},
      "state" = CASE WHEN "uses" > 1 THEN "state" WHEN "cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' ELSE ${ending} END,
      "finishedAt" = CASE WHEN "uses" > 1 THEN NULL ELSE ${now}::timestamptz END
    WHERE "id" = ${id} AND "state" = 'RUNNING'
    RETURNING "tenantId", "userId", "mountGuid", "fileName", "state", "uses", "sentBytes"`;
    if (ended?.uses === 0 && ended.state !== 'WAITING') await auditEnd(tx, ended);
  });
}

type Ended = Pick<DownloadRow, 'tenantId' | 'userId' | 'mountGuid' | 'fileName' | 'state' | 'uses' | 'sentBytes'>;

async function auditEnd(tx: Tx, { tenantId, userId, mountGuid, fileName, state, sentBytes }: Ended): Promise<void> {
  const person = await tx.user.findUnique({ where: { id: userId }, select: { name: true } });
  const mount = await tx.mirrorMount.findUnique({ where: { guid: mountGuid }, select: { machineGuid: true } });
  const machine = mount && (await tx.mirrorMachine.findUnique({ where: { guid: mount.machineGuid } }));
  await audit(tx, {
    tenantId,
    actor: { id: userId, name: person?.name ?? userId },
    action: 'mount.download',
    object: machine && { kind: 'machine', id: machine.guid, name: machine.name },
    outcome: state === 'FINISHED' ? 'SUCCEEDED' : 'FAILED',
    detail: { mount: mountGuid, file: fileName, sentBytes: Number(sentBytes), state },
  });
}
