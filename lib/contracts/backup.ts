import * as z from 'zod';
import { fault } from './faults';
import { Operation } from './operation';
import { recoveryPointTypes } from './recovery-point';
import { Guid, Instant, MaybeNamedRef } from './scalar';
import { TextRef } from './server-text';

export const maxMachinesPerBackup = 200;
export const defaultPriority = 50;
/** Storware's default length of an export window (STORWARE_API.md 14.3). */
export const defaultWindowMs = 5 * 60 * 60 * 1000;

/** The options for a backup of this machine, and why the others are not available. */
export const BackupOptions = z.object({
  /** False when no backup can be started; `reason` says why. */
  allowed: z.boolean(),
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
  types: z.array(
    z.object({
      name: z.enum(recoveryPointTypes),
      allowed: z.boolean(),
      reason: z.string().nullable(),
      reasonRef: TextRef.nullish(),
    }),
  ),
  destinations: z.array(MaybeNamedRef.extend({ default: z.boolean() })),
  /** Why `destinations` is empty. */
  destinationsReason: z.string().nullable(),
  destinationsReasonRef: TextRef.nullish(),
  priority: z.object({ min: z.number().int(), max: z.number().int(), default: z.number().int() }),
  window: z.object({ defaultLengthMs: z.number().int(), maxLengthMs: z.number().int() }),
});
export type BackupOptions = z.infer<typeof BackupOptions>;

export const StartBackupBody = z
  .strictObject({
    machines: z
      .array(Guid)
      .min(1, fault('chooseMachine'))
      .max(maxMachinesPerBackup, fault('machinesMost', { max: maxMachinesPerBackup }))
      .refine((guids) => new Set(guids).size === guids.length, fault('machineTwice')),
    type: z.enum(recoveryPointTypes),
    destination: Guid.optional(),
    priority: z.number().int().min(0).max(100).optional(),
    windowStart: Instant.optional(),
    windowEnd: Instant.optional(),
  })
  .refine(
    (body) =>
      !body.windowEnd || Date.parse(body.windowEnd) > (body.windowStart ? Date.parse(body.windowStart) : Date.now()),
    {
      path: ['windowEnd'],
      error: fault('backupWindow'),
    },
  );
export type StartBackupBody = z.output<typeof StartBackupBody>;

/** One operation per machine, in the order of the request, each with its own outcome. */
export const StartBackupAnswer = z.object({ operations: z.array(Operation) });
export type StartBackupAnswer = z.infer<typeof StartBackupAnswer>;
