import type { CallOptions } from '@/lib/storware/call-options';
import type { RestoreImportRequest, RestoreToNodeRequest } from '@/lib/storware/model/restore-request';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { restoreImportBody, restoreToNodeBody } from '@/lib/storware/wire/restore-body';
import { submitTasks } from './submit-tasks';

/** Restores a backup of this machine into a platform (STORWARE_API.md 5.3.2): a RESTORE now, an IMPORT by itself after it. */
export function postRestoreAndImport(
  machineGuid: string,
  request: RestoreImportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/restore-and-import',
    restoreImportBody(request),
    machineGuid,
    [machineGuid, request.source.backupGuid],
    call,
  );
}

/** Restores a backup of this machine to the file system of a node (5.3.3): one RESTORE. */
export function postRestoreToNode(
  machineGuid: string,
  request: RestoreToNodeRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/restore',
    restoreToNodeBody(request),
    machineGuid,
    [machineGuid, request.source.backupGuid],
    call,
  );
}
