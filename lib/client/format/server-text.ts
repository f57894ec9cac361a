'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { textOf } from '@/lib/contracts/server-text';
import type { TextRef } from '@/lib/contracts/server-text';

/** The words for a text of the server: by its code where the page has words for it, else as it was given. */
export type WordsOfServer = (given: string, ref: TextRef | null | undefined) => string;

/** Puts texts of the server into the reader's language. */
export function useServerText(): WordsOfServer {
  const t = useTranslations('server');
  return useCallback((given, ref) => serverText(given, ref, t), [t]);
}

/** As `useServerText`, for functions that take the words. */
export function serverText(
  given: string,
  ref: TextRef | null | undefined,
  t: ReturnType<typeof useTranslations<'server'>>,
): string {
  if (!ref || !knows(ref, (code) => t.has(code as never))) return given;
  return textOf(ref, t as never);
}

/** Whether there are words for a reference and for all that it holds. */
function knows({ code, params = {} }: TextRef, has: (code: string) => boolean): boolean {
  return (
    has(code) &&
    Object.values(params)
      .flat()
      .every((param) => typeof param !== 'object' || knows(param, has))
  );
}
