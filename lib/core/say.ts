import { createTranslator } from 'use-intl/core';
import { TextRef, textOf } from '@/lib/contracts/server-text';
import type { ServerText, TextParam } from '@/lib/contracts/server-text';
import type { FieldFault } from '@/lib/contracts/problem';
import english from '@/lib/messages/server/en.json';

/** Every key of the catalogue's area `server`, such as `policy.nameTaken`. */
export type TextCode = KeysOf<typeof english>;
type KeysOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}`;
}[keyof T & string];

const translator = createTranslator({ locale: 'en', messages: english });
const inEnglish = translator as unknown as (code: string, values: Record<string, string | number>) => string;

/**
 * A text for people, from the catalogue's area `server`: English for the API, with code and parameters for screens,
 * which show it in the reader's language. Parameters hold only what a tenant may read: never an upstream body, a host
 * or another tenant's id.
 */
export function say(code: TextCode, params?: Readonly<Record<string, TextParam>>): ServerText {
  const ref: TextRef = params === undefined ? { code } : { code, params };
  return { text: textOf(ref, inEnglish), ref };
}

/** Several texts as one parameter, in this order. */
export function listed(texts: readonly ServerText[], separator: 'comma' | 'semicolon' | 'dot'): TextParam {
  const refs = texts.map(({ ref }) => ref);
  return refs.length === 0 ? [] : refs.reduceRight((more, one) => say(`problem.list.${separator}`, { one, more }).ref);
}

/** A text with its reference; null for a text of the backup system. */
export type GivenText = { readonly text: string; readonly ref: TextRef | null };

/** `{ foo, fooRef }` of a text, as API responses have it; both null where there is none. */
export function asField<K extends string>(
  name: K,
  given: GivenText,
): Record<K, string> & Record<`${K}Ref`, TextRef | null>;
export function asField<K extends string>(
  name: K,
  given: GivenText | null,
): Record<K, string | null> & Record<`${K}Ref`, TextRef | null>;
export function asField(name: string, given: GivenText | null): Record<string, string | TextRef | null> {
  return { [name]: given?.text ?? null, [`${name}Ref`]: given?.ref ?? null };
}

/** A name from the backup system; `unnamed` where it gives none. */
export function nameOr(name: string | null, unnamed: ServerText): GivenText {
  return name === null ? unnamed : { text: name, ref: null };
}

/** A text and its reference as two stored fields; null without a text. */
export function givenText(text: string | null, ref: unknown): GivenText | null {
  return text === null ? null : { text, ref: storedRef(ref) };
}

/** A reference as it was stored; null for none. */
export function storedRef(ref: unknown): TextRef | null {
  return TextRef.nullable()
    .catch(null)
    .parse(ref ?? null);
}

/** A text as a parameter: its reference, or the plain text. */
export function insideText({ text, ref }: GivenText): TextParam {
  return ref ?? text;
}

/** A text of ours or of the backup system; the latter stays the same in every language. */
export function asServerText({ text, ref }: GivenText): ServerText {
  return ref === null ? say('problem.asGiven', { text }) : { text, ref };
}

/** A validation error of an input field; `path` names the field with dots, empty for the whole input. */
export function fieldFault(path: string, code: TextCode, params?: Readonly<Record<string, TextParam>>): FieldFault {
  return faultSaying(path, say(code, params));
}

/** A validation error with a finished text. */
export function faultSaying(path: string, { text, ref }: ServerText): FieldFault {
  return { path, message: text, messageRef: ref };
}
