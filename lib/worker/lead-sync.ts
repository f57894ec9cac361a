import 'server-only';
import { attempts } from '@/lib/core/apart';
import { db } from '@/lib/db/client';
import { SyncRequest } from '@/lib/db/change-feed';
import { noticeExternalChanges } from '@/lib/journal/schedules/notice-external-changes';
import { rewriteDueSchedules } from '@/lib/journal/schedules/rewrite-schedules';
import { takeOverSagas } from '@/lib/journal/policies/drive-saga';
import { reevaluateProtection } from '@/lib/mirror/machines/evaluate-protection';
import { syncEveryBackup } from '@/lib/mirror/backups/sync-backups';
import { syncInfrastructure } from '@/lib/mirror/infrastructure/sync-infrastructure';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { isMountWorkRecent, nextMountPoll, syncMounts } from '@/lib/mirror/mounts/sync-mounts';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';
import { syncEveryRestoreJob } from '@/lib/mirror/backups/sync-restore-jobs';
import { createBackupReads, readMachine } from './read-machine';
import { createLedgerRounds } from './expected-runs';
import { runHousekeeping } from './housekeeping';
import { startLoop } from './loop';
import type { Loop } from './loop';
import { createMachineQueue } from './machine-queue';
import { createRestoredRounds } from './restored-machines';
import { createTaskRounds } from './task-rounds';

const minuteMs = 60_000;
const machinesEveryMs = minuteMs;
const configEveryMs = 5 * minuteMs;
const backupsEveryMs = 10 * minuteMs;
/** A round over all backups may take a tenth of the time at most, however large the installation. */
const backupsShare = 10;
const hourMs = 60 * minuteMs;
/** As often as repetitions of an event become an entry of the audit trail. */
const housekeepingEveryMs = 15 * minuteMs;
/** A schedule may have been created since with an earlier re-sync. */
const rewritesEveryMs = 10 * minuteMs;
/** Retry after what could not be done: a lost request may still arrive within this time. */
const rewritesAgainMs = 15_000;
/** How often unfinished sagas are taken over. */
const sagasEveryMs = 5_000;
const mountsEveryMs = { busy: 5_000, idle: minuteMs } as const;
/** New machines whose history is read at once, without waiting for the round over all. */
const maxNewcomers = 50;

export type SyncLead = {
  /** Handles the payload of a sync request; an unknown one is ignored. */
  handleSyncRequest: (payload: string) => void;
  /** Settles when all work has ended, after the signal. */
  ended: Promise<void>;
};

/**
 * Starts everything that the elected worker does. Each loop has its own errors and pauses; none waits for another after
 * the first round.
 */
export function startSync(signal: AbortSignal): SyncLead {
  const configKnown = gate();
  const machinesKnown = gate();
  const readBackups = createBackupReads();
  const read = async (guid: string, until: AbortSignal): Promise<void> => {
    await readMachine(guid, readBackups, until);
    ledger.wake();
  };
  const queue = createMachineQueue({ signal, concurrency: 4, openedGapMs: 10_000, endedGapMs: 1_000, read });

  const rounds = createTaskRounds({
    onEnded: (guids) => {
      for (const guid of guids) queue.ask(guid, 'ended');
      void scheduleMountPoll();
      restored.wake();
    },
    onInventoryRead: () => {
      machines.wake();
    },
  });
  const tasks = startLoop({ name: 'tasks', signal, minGapMs: 2_000, maxBackoffMs: 15_000, round: rounds.round });

  const config = startLoop({
    name: 'config',
    signal,
    minGapMs: 2_000,
    maxBackoffMs: minuteMs,
    round: configRounds(configKnown.open),
  });

  const machines = startLoop({
    name: 'machines',
    signal,
    minGapMs: 2_000,
    maxBackoffMs: minuteMs,
    round: async () => {
      await configKnown.passed(signal);
      const { attempt, finish } = attempts(signal);
      await attempt(() => syncMachines(signal));
      await attempt(reevaluateProtection);
      await attempt(async () => {
        for (const guid of await newcomers()) queue.ask(guid, 'opened');
      });
      finish();
      machinesKnown.open();
      return machinesEveryMs;
    },
  });

  const backups = startLoop({
    name: 'backups',
    signal,
    minGapMs: minuteMs,
    maxBackoffMs: 5 * minuteMs,
    round: async () => {
      await machinesKnown.passed(signal);
      const last = await db().mirrorSync.findUnique({ where: { kind: 'backups' }, select: { asOf: true } });
      const begunAt = Date.now();
      const waitMs = last?.asOf ? last.asOf.getTime() + backupsEveryMs - begunAt : 0;
      if (waitMs > 0) return waitMs;
      const { attempt, finish } = attempts(signal);
      await attempt(() => syncEveryRestoreJob(signal));
      await attempt(async () => {
        const { mismatched } = await syncEveryBackup({ signal, pace: last?.asOf ? 0.5 : 1 });
        for (const guid of mismatched) queue.ask(guid, 'opened');
      });
      finish();
      return Math.max(backupsEveryMs, backupsShare * (Date.now() - begunAt));
    },
  });

  const mounts = startLoop({
    name: 'mounts',
    signal,
    minGapMs: 2_000,
    maxBackoffMs: minuteMs,
    round: async () => {
      await syncMounts(signal);
      return nextMountPoll({ busyMs: mountsEveryMs.busy, idleMs: mountsEveryMs.idle });
    },
  });

  const restored = startLoop({
    name: 'restored',
    signal,
    minGapMs: 1_000,
    maxBackoffMs: minuteMs,
    round: createRestoredRounds(),
  });

  const scheduleMountPoll = async (): Promise<void> => {
    if (await isMountWorkRecent().catch(() => false)) mounts.wake();
  };

  const rewrites = startLoop({
    name: 'rewrites',
    signal,
    minGapMs: 1_000,
    maxBackoffMs: minuteMs,
    round: async () => {
      const { waiting, nextAt } = await rewriteDueSchedules(new Date(), signal);
      const dueMs = nextAt === null ? rewritesEveryMs : nextAt.getTime() - Date.now();
      return Math.min(dueMs, waiting > 0 ? rewritesAgainMs : rewritesEveryMs);
    },
  });

  const ledgerRound = createLedgerRounds();
  const ledger = startLoop({
    name: 'ledger',
    signal,
    minGapMs: 10_000,
    maxBackoffMs: 5 * minuteMs,
    round: async () => {
      await machinesKnown.passed(signal);
      return ledgerRound();
    },
  });

  const sagas = startLoop({
    name: 'sagas',
    signal,
    minGapMs: 1_000,
    maxBackoffMs: minuteMs,
    round: async () => {
      const next = await takeOverSagas(signal);
      return next === null ? sagasEveryMs : Math.min(sagasEveryMs, next.getTime() - Date.now());
    },
  });

  const housekeeping = startLoop({
    name: 'housekeeping',
    signal,
    minGapMs: minuteMs,
    maxBackoffMs: hourMs,
    round: async () => {
      await runHousekeeping();
      return housekeepingEveryMs;
    },
  });

  const loops: Loop[] = [tasks, config, machines, backups, mounts, restored, sagas, rewrites, ledger, housekeeping];
  return {
    handleSyncRequest: (payload) => {
      const request = parseSyncRequest(payload);
      switch (request?.kind) {
        case 'tasks':
          rounds.expectWork();
          tasks.wake();
          break;
        case 'machines':
          machines.wake();
          break;
        case 'policies':
          config.wake();
          machines.wake();
          rewrites.wake();
          break;
        case 'mounts':
          mounts.wake();
          break;
        case 'machine':
          queue.ask(request.guid, 'opened', request.tenant);
          break;
        case undefined:
          break;
      }
    },
    ended: Promise.all([queue.ended, ...loops.map((loop) => loop.ended)]).then(() => undefined),
  };
}

/** Schedules before the policies that use them; infrastructure not more often than it is due. */
function configRounds(onRead: () => void): (signal: AbortSignal) => Promise<number> {
  let infrastructureAt = -Infinity;
  return async (signal) => {
    const { attempt, failed, finish } = attempts(signal);
    if (Date.now() - infrastructureAt >= configEveryMs - 1_000) {
      await attempt(async () => {
        await syncInfrastructure(signal);
        infrastructureAt = Date.now();
      });
    }
    await attempt(() => syncSchedules(signal));
    await attempt(() => syncPolicies(signal));
    if (!failed()) await attempt(() => noticeExternalChanges(signal));
    onRead();
    finish();
    return configEveryMs;
  };
}

/** Once there has been a round over all backups, a machine without one is new. */
async function newcomers(): Promise<string[]> {
  const first = await db().mirrorSync.findUnique({ where: { kind: 'backups' }, select: { asOf: true } });
  if (!first?.asOf) return [];
  const rows = await db().mirrorMachine.findMany({
    where: { backupsAt: null, deletedAt: null },
    select: { guid: true },
    take: maxNewcomers,
  });
  return rows.map(({ guid }) => guid);
}

function parseSyncRequest(payload: string): SyncRequest | null {
  try {
    return SyncRequest.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}

/** Delays work that needs another read to have finished once. */
function gate(): { open: () => void; passed: (signal: AbortSignal) => Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => {
      open();
    },
    passed: (signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          reject(new Error('ended'));
        };
        if (signal.aborted) {
          onAbort();
          return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        void opened.then(() => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        });
      }),
  };
}
