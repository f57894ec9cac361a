import { randomUUID } from 'node:crypto';
import { db } from '@/lib/db/client';
import type { StorwareTask } from '@/lib/storware/model/task';

/** How a piece of work at the model server goes. */
export type Work = {
  readonly kind: 'BACKUP' | 'RESTORE';
  readonly isScheduled: boolean;
  readonly fails: boolean;
  readonly backupGuid: string;
  readonly jobGuid: string | null;
  status: 'QUEUED' | 'INPROGRESS' | 'SUCCESS' | 'FAILED';
  readonly tasks: StorwareTask[];
};

const followers: ReadonlyMap<string, string> = new Map([
  ['EXPORT', 'STORE'],
  ['RESTORE', 'IMPORT'],
]);

/**
 * A model of a backup server's queue: work with its chain of tasks, which can be purged, and the record that stays. One
 * machine; it works only when the test calls it.
 */
export class ModelServer {
  readonly machineGuid = `m-${randomUUID()}`;
  readonly works: Work[] = [];
  readonly #purged = new Set<string>();

  /** Accepts work and returns its first task. */
  accept(
    kind: Work['kind'],
    of: { windowStart?: Date | null; isScheduled?: boolean; fails?: boolean; source?: string },
  ): StorwareTask {
    const backupGuid = kind === 'BACKUP' ? `b-${randomUUID()}` : (of.source ?? 'source');
    const work: Work = {
      kind,
      isScheduled: of.isScheduled ?? false,
      fails: of.fails ?? false,
      backupGuid,
      jobGuid: kind === 'RESTORE' ? `j-${randomUUID()}` : null,
      status: 'QUEUED',
      tasks: [],
    };
    this.works.push(work);
    return this.#add(work, kind === 'BACKUP' ? 'EXPORT' : 'RESTORE', of.windowStart ?? null, null);
  }

  tasks(filter: { machineGuid?: string; states?: readonly string[] } = {}): StorwareTask[] {
    return this.works
      .flatMap(({ tasks }) => tasks)
      .filter(({ guid }) => !this.#purged.has(guid))
      .filter(
        ({ machineGuid, state }) =>
          (filter.machineGuid ?? machineGuid) === machineGuid && (filter.states?.includes(state) ?? true),
      )
      .map((task) => ({ ...task }));
  }

  /** One step of one piece of work; false when it has ended. */
  step(work: Work, now: Date): boolean {
    const task = work.tasks.at(-1);
    if (!task || work.status === 'SUCCESS' || work.status === 'FAILED') return false;
    work.status = 'INPROGRESS';
    if (task.state === 'QUEUED') Object.assign(task, { state: 'RUNNING', startedAt: now, progress: 50 });
    else if (work.fails) this.#end(work, task, 'FAILED', now);
    else {
      Object.assign(task, { state: 'FINISHED', finishedAt: now, progress: 100 });
      const next = followers.get(task.type);
      if (next === undefined) work.status = 'SUCCESS';
      else this.#add(work, next, now, task.guid);
    }
    return true;
  }

  /** Purges the tasks that have ended, as a server does after a while. */
  purge(): void {
    for (const { guid, state } of this.tasks()) if (state === 'FINISHED' || state === 'FAILED') this.#purged.add(guid);
  }

  /** Writes into the mirror what a read of the machine's backups and restore history gives. */
  async writeRecords(now: Date): Promise<void> {
    const { machineGuid } = this;
    for (const work of this.works) {
      if (work.kind === 'BACKUP') {
        const row = {
          status: work.status,
          machineGuid,
          type: 'FULL',
          startedAt: work.tasks[0]?.startedAt ?? now,
          originType: work.isScheduled ? 'SCHEDULE' : null,
          locations: [],
          restorable: false,
          contentHash: '',
        };
        await db().mirrorBackup.upsert({
          where: { guid: work.backupGuid },
          create: { guid: work.backupGuid, firstSeenAt: now, ...row },
          update: { status: work.status },
        });
      } else if (work.jobGuid !== null) {
        const row = {
          machineGuid,
          backupGuid: work.backupGuid,
          type: 'RESTORE_AND_IMPORT',
          status: work.status,
          contentHash: '',
        };
        await db().mirrorRestoreJob.upsert({
          where: { guid: work.jobGuid },
          create: { guid: work.jobGuid, firstSeenAt: now, ...row },
          update: { status: work.status },
        });
      }
    }
    await db().mirrorMachine.update({ where: { guid: machineGuid }, data: { backupsAt: now, restoreJobsAt: now } });
  }

  #end(work: Work, task: StorwareTask, state: 'FAILED', now: Date): void {
    Object.assign(task, { state, finishedAt: now, statusInfo: 'It broke.' });
    work.status = 'FAILED';
  }

  #add(work: Work, type: string, windowStart: Date | null, parentTaskGuid: string | null): StorwareTask {
    const task: StorwareTask = {
      guid: `t-${randomUUID()}`,
      type,
      state: 'QUEUED',
      progress: 0,
      windowStart,
      windowEnd: null,
      startedAt: null,
      finishedAt: null,
      statusInfo: null,
      priority: 50,
      retryCount: 0,
      machineGuid: this.machineGuid,
      machineName: 'model',
      dstMachineGuid: null,
      dstMachineName: null,
      backupGuid: work.backupGuid,
      backupType: work.kind === 'BACKUP' ? 'FULL' : null,
      destination: null,
      originType: work.isScheduled ? 'SCHEDULE' : 'USER',
      originGuid: null,
      originName: null,
      parentTaskGuid,
      workflowGuid: null,
      restoreJobGuid: null,
      restoreType: work.kind === 'RESTORE' ? 'RESTORE_AND_IMPORT' : null,
      node: null,
    };
    work.tasks.push(task);
    return { ...task };
  }
}
