import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareBackup } from '@/lib/storware/model/backup';
import type { StorwareFileSystem } from '@/lib/storware/model/backup-file';
import type { MountRequest } from '@/lib/storware/model/mount-request';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { mountBody } from '@/lib/storware/wire/mount-body';
import { submitTasks } from './submit-tasks';

/** Mounts a backup of this machine (STORWARE_API.md 5.3.4): a RESTORE now, a MOUNT by itself after it. */
export function postRestoreAndMount(
  machineGuid: string,
  request: MountRequest,
  backup: StorwareBackup,
  fileSystems: readonly StorwareFileSystem[],
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/restore-and-mount',
    mountBody(request, backup, fileSystems),
    machineGuid,
    [machineGuid, backup.guid],
    call,
  );
}

/** Mounts again, or for longer, what has been mounted before (5.3). */
export function postMount(
  machineGuid: string,
  mountGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/mount',
    { mountedBackup: { guid: mountGuid } },
    machineGuid,
    [machineGuid, mountGuid],
    call,
  );
}

/** Ends a mount (5.3). */
export function postUnmount(
  machineGuid: string,
  mountGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/unmount',
    { mountedBackup: { guid: mountGuid } },
    machineGuid,
    [machineGuid, mountGuid],
    call,
  );
}
