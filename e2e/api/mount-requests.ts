import { Download, FileList, MountDetail, MountList, MountOptions } from '@/lib/contracts/mount';
import type { StartMountBody } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { RecoveryPointDetail, RecoveryPointList } from '@/lib/contracts/recovery-point';
import { until } from '@/scripts/support/until';
import { readOperation, settled } from './backup-requests';
import type { Ids } from './isolation-matrix';
import { newKey } from './portal-session';
import type { ApiAnswer, PortalSession } from './portal-session';

/** Requests a mount; with the same key it is the same intended action. */
export function requestMount(session: PortalSession, body: StartMountBody, key = newKey()): Promise<ApiAnswer> {
  return session.call('/api/v1/mounts', { method: 'POST', headers: { 'Idempotency-Key': key }, body });
}

/** The operation of an accepted request; throws when it was not accepted. */
export function workOf(answer: ApiAnswer): Operation {
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
  return OperationAnswer.parse(answer.json).operation;
}

/** Mounts a whole recovery point, and waits until its files can be read. */
export async function readyMount(
  session: PortalSession,
  recoveryPoint: string,
  timeoutMs = 90_000,
): Promise<MountDetail> {
  const { id } = workOf(await requestMount(session, { mode: 'AUTO', recoveryPoint }));
  const done = await settled(session, id, timeoutMs);
  if (done.state !== 'SUCCEEDED' && done.state !== 'WARNING') throw new Error(`not mounted: ${JSON.stringify(done)}`);
  return until('the mount to be ready', timeoutMs, async () => {
    const { result } = await readOperation(session, id);
    const detail = result?.mount
      ? MountDetail.parse((await session.call(`/api/v1/mounts/${result.mount}`)).json)
      : null;
    return detail?.state === 'READY' ? detail : null;
  });
}

/** Recovery points of a machine that can be mounted now, the newest first. */
export async function mountablePoints(session: PortalSession, machine: string): Promise<string[]> {
  const { items } = RecoveryPointList.parse(
    (await session.call(`/api/v1/machines/${machine}/recovery-points?pageSize=200`)).json,
  );
  return items.filter(({ restorable }) => restorable).map(({ guid }) => guid);
}

/** Creates a link to these paths. */
export async function linkTo(
  session: PortalSession,
  mount: string,
  fileSystem: string,
  paths: readonly string[],
): Promise<Download & { url: string }> {
  const answer = await session.call(`/api/v1/mounts/${mount}/download`, {
    method: 'POST',
    body: { fileSystem, paths },
  });
  const download = Download.parse(answer.json);
  if (download.url === null) throw new Error(`no link: ${answer.text}`);
  return { ...download, url: download.url };
}

/** One page of a folder. */
export async function folderPage(
  session: PortalSession,
  mount: string,
  query: Record<string, string>,
): Promise<FileList> {
  return FileList.parse(
    (await session.call(`/api/v1/mounts/${mount}/files?${new URLSearchParams(query).toString()}`)).json,
  );
}

/** The tenant's mounts that have not ended. */
export async function openMounts(session: PortalSession): Promise<MountList> {
  return MountList.parse((await session.call('/api/v1/mounts')).json);
}

type MountIds = Pick<
  Ids,
  'mount' | 'endingMount' | 'fileSystem' | 'backupFileSystem' | 'copy' | 'download' | 'downloadId'
>;

/**
 * Ids of a recovery point that is mounted for it, and of a second mount; both points must be the session's and
 * mountable.
 */
export async function mountIds(session: PortalSession, recoveryPoint: string, another: string): Promise<MountIds> {
  const [mount, ending] = await Promise.all([readyMount(session, recoveryPoint), readyMount(session, another)]);
  const options = MountOptions.parse(
    (await session.call(`/api/v1/recovery-points/${recoveryPoint}/mount-options`)).json,
  );
  const { copies } = RecoveryPointDetail.parse((await session.call(`/api/v1/recovery-points/${recoveryPoint}`)).json);
  const fileSystem = mount.fileSystems[0]?.guid ?? '';
  const link = await linkTo(session, mount.guid, fileSystem, ['/etc']);
  return {
    mount: mount.guid,
    endingMount: ending.guid,
    fileSystem,
    backupFileSystem: options.fileSystems[0]?.guid ?? '',
    copy: copies.find(({ state }) => state === 'PRESENT')?.destination.guid ?? '',
    download: link.url.split('/').at(-1) ?? '',
    downloadId: link.id,
  };
}
