import * as z from 'zod';
import { isStorableInt, isStorableNumber, isStorableText, isStorableTime, storableText } from '@/lib/core/storable';
import type { StorwareRef } from '@/lib/storware/model/result';
import { noteNotUnderstood } from './known-values';

/** Missing and null are the same on this wire (STORWARE_API.md 2.1). */
function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? null);
}

/** A cleared field of a form: the vendor's clients send it, and servers keep it. */
const empty = z.literal('').transform(() => null);
/** Values must be storable: Storware's responses are validated here (lib/core/storable). */
const text = z.string().transform(storableText);
const id = z.string().min(1).max(512).refine(isStorableText);
const scalarText = z.union([text, z.number().transform(String)]);
const finite = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .max(40)
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .refine(isStorableNumber);
const flag = z.union([z.boolean(), z.literal('true').transform(() => true), z.literal('false').transform(() => false)]);
const enumName = z.union([text, z.object({ name: text }).transform((value) => value.name)]);
const reference = z.union([
  id.transform((guid): StorwareRef => ({ guid, name: null })),
  z
    .object({ guid: id, name: text.nullish() })
    .transform(({ guid, name }): StorwareRef => ({ guid, name: name ?? null })),
]);
/** The last moment that a date can be. */
export const lastDateMs = 8.64e15;

/** An opaque, non-empty id: not always a UUID (2.2), but a string that fits into an index. */
export const wireGuid = id;

/** Text; empty means none. */
export const wireText = orNull(scalarText).transform((value) => (value === '' ? null : value));

/** A count or measure must be a safe integer of at least zero: else it is unknown. */
export const wireNumber = orNull(z.union([empty, finite])).transform((value) =>
  value === null || value < 0 || value > Number.MAX_SAFE_INTEGER ? null : value,
);

/** A duration in milliseconds. More than a year is not plausible. */
export const wireDuration = wireNumber.transform((ms) => (ms === null || ms > longestMs ? null : ms));
const longestMs = 366 * 86_400_000;

/** A time of the day, which old clients stored with a sign (STORWARE_API.md 13.2). */
export const wireSigned = orNull(z.union([empty, finite]));

/** A number that fits into an integer column. */
export const wireInt = orNull(z.union([empty, finite.refine(isStorableInt).transform(Math.round)])).transform(
  (value) => (value === null || value < 0 ? null : value),
);

export const wireBoolean = orNull(z.union([empty, flag]));

/** A boolean whose absence means no. */
export const wireFlag = wireBoolean.transform((value) => value ?? false);

/** Open enum, `"NAME"` or `{ name, description }`; descriptions are localised and never read (13.46). */
export const wireEnum = orNull(
  z.union([enumName, z.object({ name: z.null().optional() }).transform(() => null)]),
).transform((value) => (value === '' ? null : value));

/** An enum that its object can't do without. */
export const wireEnumRequired = enumName.pipe(z.string().min(1));

/**
 * An enum whose listed values the portal knows. Others stay as they are (13.10): they never count as success, and the
 * provider sees them.
 */
export function wireEnumOf(kind: string, known: readonly string[]) {
  return wireEnum.transform((value) => noting(kind, known, value));
}

/** The same for an enum that its object can't do without. */
export function wireEnumRequiredOf(kind: string, known: readonly string[]) {
  return wireEnumRequired.transform((value) => noting(kind, known, value));
}

/** The same for a list of them. */
export function wireEnumsOf(kind: string, known: readonly string[]) {
  return wireEnums.transform((values) => values.map((value) => noting(kind, known, value)));
}

function noting<T extends string | null>(kind: string, known: readonly string[], value: T): T {
  if (value !== null && !known.includes(value)) noteNotUnderstood(kind, value);
  return value;
}

/** NameAndGuid, `"guid"` or `{ guid, name? }`; one without a guid is the empty choice of a form: none. */
export const wireRef = orNull(
  z.union([empty, reference, z.object({ guid: z.union([z.null(), z.literal('')]).optional() }).transform(() => null)]),
);

/** NameGuidAndType; `type` is null when the server gives a plain reference. */
export const wireTypedRef = orNull(
  z.union([
    empty,
    id.transform((guid) => ({ guid, name: null, type: null })),
    z
      .object({ guid: id.nullish(), name: text.nullish(), type: wireEnum })
      .transform(({ guid, name, type }) => ({ guid: guid ?? null, name: name ?? null, type })),
  ]),
);

/** Epoch milliseconds; 0 and missing are no time at all (13.54). */
export const wireTime = orNull(z.union([empty, finite.refine(isStorableTime)])).transform((ms) =>
  ms === null || ms <= 0 ? null : new Date(ms),
);

/** What is impossible about a time: it is in the future, or before there was such a server. */
type TimeDoubt = 'FUTURE' | 'ANCIENT';

/** Clocks may differ by this much; the difference itself is shown to the provider. */
const aheadMs = 10 * 60_000;
const firstMs = Date.UTC(2000, 0, 1);

/** The portal's clock, for checking times of past events; tests move it with the server's clock. */
export const ourClock = { now: (): number => Date.now() };

/** Why a time of a past event is not accepted; null when it is. */
export function doubtOf(time: Date | null): TimeDoubt | null {
  if (time === null) return null;
  if (time.getTime() > ourClock.now() + aheadMs) return 'FUTURE';
  return time.getTime() < firstMs ? 'ANCIENT' : null;
}

/** A time of a past event, null if impossible. */
export function believed(time: Date | null): Date | null {
  return doubtOf(time) === null ? time : null;
}

/** The time of a past event: an impossible one is not known. */
export const wirePastTime = wireTime.transform(believed);

/** Unreadable members are left out, so that one unknown value does not cost the whole object. */
export function wireArray<T extends z.ZodType>(member: T) {
  return z
    .array(z.unknown())
    .nullish()
    .transform((list): z.output<T>[] =>
      (list ?? []).flatMap((value) => {
        const parsed = member.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

/** The names of a list of open enums. */
export const wireEnums = wireArray(wireEnumRequired);

export const wireRefs = wireArray(reference);

export const wireTexts = wireArray(scalarText);
