'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { textOf } from '@/lib/contracts/server-text';
import type { TextRef } from '@/lib/contracts/server-text';

/** A server text: by its code where the page has the message, else the English text; null for none. */
export type WordsOfServer = <T extends string | null>(given: T, ref: TextRef | null | undefined) => T | string;

/** Shows server texts in the reader's language. */
export function useServerText(): WordsOfServer {
  const t = useTranslations('server');
  return useMemo(() => makeServerWords(t), [t]);
}

/** As `useServerText`, with given messages. */
export function makeServerWords(t: ReturnType<typeof useTranslations<'server'>>): WordsOfServer {
  return (given, ref) =>
    given === null || !ref || !knows(ref, (code) => t.has(code as never)) ? given : textOf(ref, t as never);
}

/** A text that may be a part of a sentence, such as a validation error, as a whole one. */
export function sentence(text: string): string {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}

/** Whether there are messages for a reference and for all that it contains. */
function knows({ code, params = {} }: TextRef, has: (code: string) => boolean): boolean {
  return (
    has(code) &&
    Object.values(params)
      .flat()
      .every((param) => typeof param !== 'object' || knows(param, has))
  );
}
