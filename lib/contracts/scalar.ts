import * as z from 'zod';

/** Pictures of the control characters stand for them one by one from U+2400 on. */
const pictures = 0x2400;
/** Format characters that can't be seen or turn the reading direction around. Joiners stay: scripts and emoji need them. */
const unseen = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Letters that are drawn as nothing although Unicode calls them letters or symbols. */
const fillers = /[\u115f\u1160\u2800\u3164\uffa0]/g;

/**
 * A name as it can safely be shown: what would break the line, turn the reading direction around or not be seen at all
 * becomes a visible sign. The name itself stays what it is.
 */
export function visibleName(name: string): string {
  return visibleText(name).replaceAll(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length));
}

/** As `visibleName` for a sentence that holds names: blanks at its ends mean nothing there. */
function visibleText(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, controlPicture).replaceAll(unseen, '\ufffd');
}

/** The name, or a stand-in that names the object by its platform's id where nothing of the name can be seen. */
export function nameOrStandIn(name: string, id: string): string {
  return name.replaceAll(/[\p{C}\p{Z}\p{M}]/gu, '').replaceAll(fillers, '') === '' ? `(no name) ${id}` : name;
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
  .regex(/^[\x21-\x7e]+$/, 'is not an id');
/** A name that somebody gave to something, in an answer: what could not be seen in it, or would turn the text around, becomes a visible sign. */
export const ThingName = z.string().overwrite(visibleName);
/** A sentence that may hold such names. */
export const Sentence = z.string().overwrite(visibleText);
/** Names a Storware object for people; the guid is what requests refer to. */
export const Ref = z.object({ guid: z.string(), name: ThingName });
export type Ref = z.infer<typeof Ref>;
/** Lower-case name of a tenant in addresses and headers. */
export const TenantSlug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'is not a tenant');
/** Key that the client makes for one intended action, so that sending it again starts nothing. */
export const IdempotencyKey = z.uuid('must be a UUID');

/** The entry of a table for a word that came from outside: `valueOf` and its like are no entries of any. */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
