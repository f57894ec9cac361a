'use client';

import { useState } from 'react';
import type { ChangeEvent, FocusEvent, FormEvent } from 'react';
import { flushSync } from 'react-dom';
import * as z from 'zod';
import { focusFirstError } from '@/components/ui/field';
import { useHydrated, useNow } from '@/lib/client/format/now';
import { useServerText } from '@/lib/client/format/server-text';
import { isProblem } from '@/lib/client/http/problems';
import { serverNow } from '@/lib/client/live/server-clock';

type Faults = Readonly<Record<string, string | undefined>>;

interface CheckedFormOptions<N extends string> {
  /** The typed fields with their checks, in the order of the form. */
  fields: Readonly<Record<N, z.ZodType<string>>>;
  /** What is wrong with a value that its check refuses. */
  wordsOf: (name: N, value: string) => string;
  isSending: boolean;
  /** Sends what was typed, in the form in which it is stored; `refused` shows what came back. */
  send: (values: Record<N, string>, refused: (error: unknown) => void) => void;
}

/**
 * A form of somebody who is not signed in, or proves who they are. The browser holds the values, so that what is typed
 * or filled in before React takes over counts.
 */
export function useCheckedForm<N extends string>({ fields, wordsOf, isSending, send }: CheckedFormOptions<N>) {
  const wordsOfServer = useServerText();
  const [faults, setFaults] = useState<Faults>({});
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  const now = useNow('second');
  const waitMs = waitUntil === null ? 0 : Math.max(0, waitUntil - now);
  const names = Object.keys(fields) as N[];

  const faultOf = (name: N, value: string): string | undefined =>
    fields[name].safeParse(value).success ? undefined : wordsOf(name, value);
  const inputOf = (name: N) => ({
    name,
    error: faults[name],
    onBlur: ({ target }: FocusEvent<HTMLInputElement>) => {
      // An untouched field is not wrong yet.
      if (target.value !== '') setFaults({ ...faults, [name]: faultOf(name, target.value) ?? faults[name] });
    },
    // A wrong field is checked on every key, so that the message goes as soon as it is right.
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      if (faults[name] !== undefined && faultOf(name, target.value) === undefined)
        setFaults({ ...faults, [name]: undefined });
    },
  });
  const refused = (error: unknown, form: HTMLFormElement): void => {
    if (isProblem(error, 'rate_limited')) setWaitUntil(serverNow() + (error.retryAfterSeconds ?? 60) * 1000);
    if (!isProblem(error, 'validation_failed')) return;
    const found = error.fieldFaults.map(({ path, message, messageRef }) => {
      const text = wordsOfServer(message, messageRef);
      return [path, `${text.charAt(0).toUpperCase()}${text.slice(1)}`];
    });
    // Shown before the focus goes there: this is no event of the browser, after which React would do so at once.
    flushSync(() => setFaults(Object.fromEntries(found) as Faults));
    focusFirstError(form);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isSending || waitMs > 0) return;
    const form = event.currentTarget;
    const typed = z.record(z.string(), z.string()).parse(Object.fromEntries(new FormData(form)));
    const found = names.flatMap((name) => {
      const fault = faultOf(name, typed[name] ?? '');
      return fault === undefined ? [] : [[name, fault] as const];
    });
    setFaults(Object.fromEntries(found));
    if (found.length > 0) {
      focusFirstError(form);
      return;
    }
    setWaitUntil(null);
    const values: Partial<Record<N, string>> = {};
    for (const name of names) values[name] = fields[name].parse(typed[name] ?? '');
    send(values as Record<N, string>, (error) => refused(error, form));
  };
  // Submitted before React takes over, the browser would put the password into the address.
  return { inputOf, onSubmit, waitMs, isReady: useHydrated() };
}
