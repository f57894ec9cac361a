import { createTranslator } from 'use-intl/core';
import { textOf } from '@/lib/contracts/server-text';
import type { ServerText, TextParam, TextRef } from '@/lib/contracts/server-text';
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
 * A text for people, from the catalogue's area `server`: in English for the API, with its code and parameters for screens, which show
 * it in the reader's language. Parameters hold what a tenant may read: never an upstream body, a host or a foreign id.
 */
export function say(code: TextCode, params?: Readonly<Record<string, TextParam>>): ServerText {
  const ref: TextRef = params === undefined ? { code } : { code, params };
  return { text: textOf(ref, inEnglish), ref };
}

/** Several texts as one inside another, in this order. */
export function listed(texts: readonly ServerText[], separator: 'comma' | 'semicolon'): TextParam {
  const refs = texts.map(({ ref }) => ref);
  return refs.length === 0 ? [] : refs.reduceRight((more, one) => say(`problem.list.${separator}`, { one, more }).ref);
}

/** A fault of an input field; `path` names the field with dots, empty for the whole. */
export function fieldFault(path: string, code: TextCode, params?: Readonly<Record<string, TextParam>>): FieldFault {
  return faultSaying(path, say(code, params));
}

/** The fault of a field whose text is made already. */
export function faultSaying(path: string, { text, ref }: ServerText): FieldFault {
  return { path, message: text, messageRef: ref };
}
