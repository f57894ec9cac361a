import * as z from 'zod';
import { fault } from './faults';
import { TextRef } from './server-text';

/** U+2400 and following are the visible symbols of the control characters. */
const pictures = 0x2400;
/** Format characters that are invisible or change the reading direction. Joiners stay: scripts and emoji need them. */
const unseen = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Letters without a visible shape, although Unicode classes them as letters or symbols. */
const invisibleLetters = /[\u115f\u1160\u2800\u3164\uffa0]/g;

/**
 * A name that is safe to show: characters that break the line, change the reading direction or are invisible become
 * visible symbols. The stored name does not change.
 */
export function visibleName(name: string): string {
  return visibleText(name).replaceAll(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length));
}

/** `visibleName` for a sentence that contains names: blanks at its ends are removed. */
function visibleText(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, controlPicture).replaceAll(unseen, '\ufffd');
}

/** The name, or a substitute with the id of the platform when the name is invisible. */
export function nameOrStandIn(name: string, id: string): string {
  return name.replaceAll(/[\p{C}\p{Z}\p{M}]/gu, '').replaceAll(invisibleLetters, '') === '' ? `␣ ${id}` : name;
}

function controlPicture(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(pictures + code) : code === 0x7f ? '␡' : '\ufffd';
}

/** A moment: ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime();
/** Storware's own id: opaque, not always a UUID (STORWARE_API.md 2.2). */
export const Guid = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, fault('noId'));
/** A name in a response: characters that are invisible or change the reading direction become visible symbols. */
export const ThingName = z.string().overwrite(visibleName);
/** A sentence that may contain such names. */
export const Sentence = z.string().overwrite(visibleText);
/** The display name of a Storware object; requests refer to it by guid. */
export const Ref = z.object({ guid: z.string(), name: ThingName });
export type Ref = z.infer<typeof Ref>;
/** A reference whose name may be missing in Storware: then the name is a text of the portal, with its own reference. */
export const MaybeNamedRef = Ref.extend({ nameRef: TextRef.nullish() });
/** Lower-case name of a tenant in URLs and headers. */
export const TenantSlug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, fault('noTenant'));
/** The answer of a request whose response has no body (204). */
export const NoContent = z.void();
/** Key that the client creates for one intended action, so that a repeated request starts nothing. */
export const IdempotencyKey = z.uuid(fault('noUuid'));

/** The own entry of a table for an external key: `valueOf` and other inherited names are not entries. */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
