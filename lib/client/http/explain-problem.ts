'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { isProblem } from './problems';
import type { FailureCode } from './problems';

type Words = ReturnType<typeof useTranslations<'common'>>;

interface Explanation {
  title: string;
  cause: string;
  /** Who has to act. */
  owner: string;
  nextStep: string;
  requestId: string | null;
  /** True when retrying may help. */
  canRetry: boolean;
}

const owners: Record<FailureCode, 'you' | 'provider' | 'portal'> = {
  malformed_request: 'portal',
  unauthenticated: 'you',
  forbidden: 'you',
  not_found: 'you',
  method_not_allowed: 'portal',
  conflict: 'you',
  last_admin: 'you',
  proof_required: 'you',
  payload_too_large: 'you',
  range_not_satisfiable: 'you',
  validation_failed: 'you',
  upstream_rejected: 'provider',
  rate_limited: 'you',
  internal: 'portal',
  unavailable: 'portal',
  upstream_contract: 'provider',
  upstream_unavailable: 'provider',
  upstream_timeout: 'provider',
  network: 'you',
  unreadable_answer: 'portal',
};

const retryable: ReadonlySet<FailureCode> = new Set([
  'rate_limited',
  'internal',
  'unavailable',
  'upstream_contract',
  'upstream_unavailable',
  'upstream_timeout',
  'network',
  'unreadable_answer',
]);

/** Cause, owner and next step of any error, in the reader's language. */
export function explainProblem(error: unknown, t: Words, wordsOfServer: WordsOfServer): Explanation {
  const code = isProblem(error) ? error.code : 'internal';
  const requestId = isProblem(error) ? error.requestId : null;
  const seconds = isProblem(error, 'rate_limited') ? (error.retryAfterSeconds ?? 0) : 0;
  const needsRequestId = code === 'internal' || code === 'upstream_contract';
  return {
    title: t(`problem.kind.${code}.title`),
    cause: !isProblem(error)
      ? t('problem.ownCause.unexpected')
      : error.ownCause === null
        ? wordsOfServer(error.message, error.problem?.detailRef)
        : t(`problem.ownCause.${error.ownCause}`),
    owner: t(`problem.owner.${owners[code]}`),
    // The request id is mentioned only where the response has one.
    nextStep:
      seconds > 0
        ? t('problem.retryIn', { seconds })
        : needsRequestId && requestId !== null
          ? t(`problem.withRequestId.${code}`)
          : t(`problem.kind.${code}.nextStep`),
    requestId,
    canRetry: retryable.has(code),
  };
}

/** `explainProblem` with the messages of this page. */
export function useExplainProblem(): (error: unknown) => Explanation {
  const t = useTranslations('common');
  const wordsOfServer = useServerText();
  return useCallback((error) => explainProblem(error, t, wordsOfServer), [t, wordsOfServer]);
}
