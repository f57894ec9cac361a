import { OperatorFault } from '@/lib/core/app-error';
import type { Db } from '@/lib/db/client';
import { seedDemoOwnership } from '@/prisma/seed/demo-ownership';
import { readiness } from './portal-process';
import { until } from './until';

const readyDeadlineMs = 60_000;
const syncDeadlineMs = 180_000;
/** A failing server may just be starting; after this time it counts as failed. */
const waitLimitMs = 20_000;
const advice: Readonly<Record<string, string>> = {
  upstream_unavailable: 'it did not answer, or refused STORWARE_LOGIN and STORWARE_PASSWORD: check both',
  upstream_timeout: 'it took too long to answer: is it overloaded?',
  upstream_contract:
    'it answered in a way that the portal does not understand: is STORWARE_URL the address of its API, ending in /api?',
};

/** Waits until the portal is ready. */
export async function waitUntilReady(url: string, logFile: string): Promise<void> {
  let last = 'no answer';
  try {
    await until('the portal', readyDeadlineMs, async () => {
      const answer = await readiness(url);
      if (answer) last = answer.text.trim();
      return answer?.status === 200 ? true : null;
    });
  } catch (error) {
    throw new OperatorFault(`The portal did not become ready (${last}). Its log: ${logFile}`, error);
  }
}

/**
 * Waits for the first sync of machines and projects that is newer than `since`, and assigns the machines at the first
 * time.
 */
export async function waitForFirstSync(
  db: Db,
  since: Date,
  say: (text: string) => void,
  logFile: string,
): Promise<void> {
  const newer = (row: { asOf: Date | null } | null): boolean => row?.asOf != null && row.asOf >= since;
  let failure: string | null = null;
  let failingSince: number | null = null;
  try {
    const outcome = await until('the first sync', syncDeadlineMs, async (): Promise<'read' | 'failing' | null> => {
      const [machines, infrastructure] = await Promise.all([
        db.mirrorSync.findUnique({ where: { kind: 'machines' } }),
        db.mirrorSync.findUnique({ where: { kind: 'infrastructure' } }),
      ]);
      failure =
        [machines, infrastructure].find(
          (row) => row?.error != null && row.attemptedAt != null && row.attemptedAt >= since,
        )?.error ?? null;
      failingSince = failure === null ? null : (failingSince ?? Date.now());
      if (failingSince !== null && Date.now() - failingSince > waitLimitMs) return 'failing';
      return newer(machines) && newer(infrastructure) ? 'read' : null;
    });
    if (outcome === 'failing') throw new Error('the sync goes on failing');
  } catch (error) {
    throw new OperatorFault(
      `The Storware server could not be read: ${advice[failure ?? ''] ?? failure ?? 'no reading ended in time'}. The portal's log: ${logFile}`,
      error,
    );
  }
  const given = await seedDemoOwnership(db);
  if (given === null) return;
  say(`Gave ${given} machines to acme and globex by hand; those of their projects follow by themselves`);
  await waitForClaims(db);
}

async function waitForClaims(db: Db): Promise<void> {
  const named = await db.tenant.count({ where: { externalId: { not: null } } });
  if (named === 0) return;
  // Late assignments are not an error: the next sync makes them.
  await until('claims by project', 20_000, async () =>
    (await db.ownership.count({ where: { source: 'PROJECT' } })) > 0 ? true : null,
  ).catch(() => undefined);
}
