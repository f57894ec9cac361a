import 'server-only';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { auditActions, AuditActorKind, AuditOutcome } from '@/lib/contracts/audit';
import { requestOrigin } from '@/lib/core/call-context';
import { record } from './audit';
import type { AuditInput } from './audit';
import type { Db, Tx } from './client';
import { inTransaction } from './last-acts';

/** Within this time repetitions are counted. */
const tallyMs = 15 * 60_000;
const batchSize = 500;

/** The entry as it waits for its number. */
const Waiting = z.object({
  tenantId: z.string().nullable(),
  actor: z.object({ id: z.string().nullable(), name: z.string(), kind: AuditActorKind.optional() }),
  action: z.enum(auditActions),
  object: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  outcome: AuditOutcome,
  detail: z.record(z.string(), z.json()).optional(),
  address: z.string().nullish(),
});

/**
 * For events that anybody may cause any number of times, such as failed sign-ins: the first one with this `key` in a quarter of an
 * hour is an entry at once, and its repetitions are one more when that time has ended. All with the key must have the same text.
 * One event may belong into several trails; it costs the same number of statements however many these are.
 */
export function auditTally(tx: Tx | Db, inputs: readonly AuditInput[], key: string, now: Date): Promise<void> {
  return inTransaction(tx, (inner) => tally(inner, inputs, key, now));
}

async function tally(tx: Tx, inputs: readonly AuditInput[], key: string, now: Date): Promise<void> {
  const quarter = Math.floor(now.getTime() / tallyMs);
  const address = requestOrigin()?.address ?? null;
  const byKey = new Map(
    inputs.map((input) => [nameOf([input.tenantId ?? '', input.action, input.outcome, String(quarter), key]), input]),
  );
  const waiting = [...byKey].map(([name, { requestId: _, ...input }]) => ({ key: name, entry: { address, ...input } }));
  const tallies = await tx.$queryRaw<{ key: string; count: number }[]>`
    INSERT INTO "AuditTally" AS t ("key", "entry", "lastAt", "endsAt")
    SELECT "key", "entry", ${now}, ${new Date((quarter + 1) * tallyMs)}
    FROM jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb) AS w("key" text, "entry" jsonb) ORDER BY "key"
    ON CONFLICT ("key") DO UPDATE SET "count" = t."count" + 1, "lastAt" = GREATEST(t."lastAt", EXCLUDED."lastAt") RETURNING "key", "count"`;
  const first = tallies.flatMap(({ key: name, count }) => (count === 0 ? (byKey.get(name) ?? []) : []));
  await record(tx, first, now);
}

/** An index takes no name of any length. */
function nameOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url');
}

/** Appends the repetitions of every quarter of an hour that has ended. Returns how many entries these are. */
export async function closeTallies(db: Db, now: Date): Promise<{ count: number }> {
  let count = 0;
  for (;;) {
    const closed = await db.$transaction(async (tx) => {
      const tallies = await tx.$queryRaw<{ key: string; entry: unknown; count: number; lastAt: Date }[]>`
        DELETE FROM "AuditTally" WHERE "key" IN (
          SELECT "key" FROM "AuditTally" WHERE "endsAt" <= ${now} ORDER BY "endsAt", "key" LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
        RETURNING "key", "entry", "count", "lastAt"`;
      for (const one of tallies.toSorted((a, b) => a.lastAt.getTime() - b.lastAt.getTime())) {
        const entry = Waiting.safeParse(one.entry).data;
        if (one.count === 0 || !entry) continue;
        count += 1;
        const { actor, detail, ...rest } = entry;
        await record(tx, [{ ...rest, actor: whole(actor), detail: { ...detail, repeated: one.count } }], one.lastAt);
      }
      return tallies.length;
    });
    if (closed < batchSize) return { count };
  }
}

function whole({ id, name, kind }: z.infer<typeof Waiting>['actor']): AuditInput['actor'] {
  return { id, name, ...(kind ? { kind } : {}) };
}
