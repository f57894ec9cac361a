import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type { Download } from '@/lib/contracts/mount';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { DownloadRow } from './download-link';
import { downloadState, presentDownload } from './present-download';

/** Whichever process sends it looks about once a second whether it shall go on. */
const patienceMs = 3_000;
const lookEveryMs = 100;

/**
 * Ends one of the caller's own downloads, wherever it is being sent, and answers what became of it; one that has ended
 * stays as it is. Throws `not_found` for anybody else's.
 */
export async function cancelDownload(scope: TenantScope, guid: string, id: string): Promise<Download> {
  await requireMount(scope, guid);
  const mine = { id, userId: scope.actor.userId, tenantId: scope.tenant.id, mountGuid: guid };
  const row = await db().download.findFirst({ where: mine });
  if (!row) throw new AppError('not_found', { meta: { kind: 'download', id, reason: 'missing or somebody else’s' } });
  const now = new Date();
  await db().download.updateMany({
    where: { ...mine, state: 'WAITING' },
    data: { state: 'CANCELLED', cancelRequestedAt: now, finishedAt: now },
  });
  await db().download.updateMany({
    where: { ...mine, state: 'RUNNING', cancelRequestedAt: null },
    data: { cancelRequestedAt: now },
  });
  return presentDownload(await whenEnded(id, now.getTime() + patienceMs), null);
}

async function whenEnded(id: string, deadline: number): Promise<DownloadRow> {
  for (;;) {
    const row = await db().download.findUniqueOrThrow({ where: { id } });
    if (downloadState(row, new Date()) !== 'RUNNING' || Date.now() >= deadline) return row;
    await pause(lookEveryMs);
  }
}
