import 'server-only';
import type { DownloadList } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import { requireMount } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentDownload } from './present-download';

const shownForMs = 3_600_000;
const shown = 100;

/** The caller's own downloads of the last hour from a mount of the tenant, the newest first. */
export async function listDownloads(scope: TenantScope, guid: string): Promise<DownloadList> {
  await requireMount(scope, guid);
  const rows = await db().download.findMany({
    where: {
      userId: scope.actor.userId,
      tenantId: scope.tenant.id,
      mountGuid: guid,
      createdAt: { gt: new Date(Date.now() - shownForMs) },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: shown,
  });
  return { items: rows.map((row) => presentDownload(row, null)) };
}
