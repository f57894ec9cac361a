'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { useWrite } from '@/lib/client/http/write';
import { keyOf, readOf } from '@/lib/client/live/keys';
import type { RestoreListParams } from '@/lib/client/live/keys';
import { applyOperation } from '@/lib/client/live/live-cache';
import { liveQuery } from '@/lib/client/live/live-query';
import { Preflight, RestoreOptions, StartRestoreAnswer } from '@/lib/contracts/restore';
import type { RestoreBody } from '@/lib/contracts/restore';
import { restoreListRead } from './reads';

/** The options of this tenant for a restore of this point. */
export function useRestoreOptions(point: string) {
  const wordsOfServer = useServerText();
  return useQuery({
    ...liveQuery(
      readOf(keyOf('restore-options', { point }), (ask) =>
        ask(RestoreOptions, `/recovery-points/${encodeURIComponent(point)}/restore-options`),
      ),
      { staleTime: 15_000 },
    ),
    select: useCallback((options: RestoreOptions) => inReadersWords(options, wordsOfServer), [wordsOfServer]),
  });
}

/** The choices with the server's texts in the reader's language. */
function inReadersWords(options: RestoreOptions, wordsOfServer: WordsOfServer): RestoreOptions {
  return {
    ...options,
    modes: options.modes.map((mode) => ({ ...mode, reason: wordsOfServer(mode.reason, mode.reasonRef) })),
    fields: options.fields.map((field) => ({
      ...field,
      label: wordsOfServer(field.label, field.labelRef),
      reason: wordsOfServer(field.reason, field.reasonRef),
      items: field.items.map((item) => ({
        ...item,
        name: wordsOfServer(item.name, item.nameRef),
        original: item.original && {
          ...item.original,
          name: wordsOfServer(item.original.name, item.original.nameRef),
        },
      })),
      choices: field.choices.map((choice) => ({
        ...choice,
        name: wordsOfServer(choice.name, choice.nameRef),
        detail: wordsOfServer(choice.detail, choice.detailRef),
      })),
    })),
  };
}

/**
 * The report on a restore that has not begun; null reads none. Read again for every visit and on `refetch`, never in
 * the background.
 */
export function usePreflight(body: RestoreBody | null) {
  const query = liveQuery(
    readOf(keyOf('preflight', { body: body ?? {} }), (ask) =>
      ask(Preflight, `/recovery-points/${encodeURIComponent(body?.recoveryPoint ?? '')}/preflight`, { question: body }),
    ),
  );
  return useQuery({
    ...query,
    ...(body === null ? { queryFn: skipToken } : {}),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

interface StartRestore {
  body: RestoreBody;
  /** Stored with the draft, so that it survives a reload: the same key sent again starts nothing. */
  idempotencyKey: string;
}

/** Starts a restore; resolves to its operation. */
export function useStartRestore() {
  return useWrite({
    answer: StartRestoreAnswer,
    request: ({ body, idempotencyKey }: StartRestore) => ({ method: 'POST', path: '/restores', body, idempotencyKey }),
    onAnswer: ({ operation }, client) => applyOperation(client, operation),
    // The options may have changed.
    onFailure: (_error, client, { body }) =>
      void client.invalidateQueries({ queryKey: keyOf('restore-options', { point: body.recoveryPoint }) }),
  });
}

/**
 * One page of past and running restores, of a machine or (null) of the tenant; keeps the last page while the next one
 * is read.
 */
export function useRestoreList(machine: string | null, params: RestoreListParams) {
  return useQuery({ ...liveQuery(restoreListRead(machine, params)), placeholderData: keepPreviousData });
}
