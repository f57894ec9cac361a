/* eslint-disable no-restricted-syntax -- samples for developers, in English only */
'use client';

import { Server } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState, FieldErrorLines, RequestFailure } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { MessagePage } from '@/components/ui/message-pages';
import { Notice } from '@/components/ui/notice';
import { Section, WarningList } from '@/components/ui/section';
import { Loading, MachineSkeleton, Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { ProblemError } from '@/lib/client/http/problems';

const failure = new ProblemError({
  code: 'upstream_unavailable',
  status: 503,
  detail: 'The backup system does not answer.',
  requestId: '0192d1c4-example',
});

const refusal = new ProblemError({
  code: 'validation_failed',
  status: 422,
  detail: 'The input does not fit.',
  requestId: '0192d1c4-example',
  problem: {
    type: 'urn:problem:validation_failed',
    title: 'The input does not fit',
    status: 422,
    code: 'validation_failed',
    detail: 'The input does not fit.',
    requestId: '0192d1c4-example',
    errors: [{ path: 'name', message: 'is taken' }],
  },
});

/** Notices, failures, empty and loading states, toasts. */
export function MessageGallery() {
  return (
    <Section title="Messages">
      <div className="space-y-3">
        {(['info', 'ok', 'late', 'fail'] as const).map((tone) => (
          <Notice key={tone} tone={tone} title={`A notice: ${tone}`} action={<Button size="sm">Next step</Button>}>
            It stays until it is no longer true.
          </Notice>
        ))}
        <WarningList warnings={[{ text: 'A disk was skipped', acknowledgedBy: { name: 'Ada' } }]} />
        <ErrorState error={failure} onRetry={() => undefined} />
        <ErrorState
          error={failure}
          onRetry={() => undefined}
          isRetrying
          action={<LinkButton href="/overview">A way on</LinkButton>}
        />
        <RequestFailure error={refusal} title="Nothing was started">
          Why the request of a form failed.
          <FieldErrorLines error={refusal} />
        </RequestFailure>
        <EmptyState icon={<Server aria-hidden />} title="Nothing here" action={<Button>Next step</Button>}>
          Why, and what next.
        </EmptyState>
        <Loading label="Loading">
          <Skeleton className="h-4 w-56" />
        </Loading>
        <MachineSkeleton />
        <MessagePage title="A page with one message" actions={<Button>Next step</Button>}>
          What happened, and what next.
        </MessagePage>
        <div className="flex flex-wrap gap-2">
          {(['ok', 'info', 'late', 'fail'] as const).map((tone) => (
            <Button
              key={tone}
              onPress={() =>
                showToast({ tone, title: `Toast: ${tone}`, description: 'What just happened.', link: undefined })
              }
            >
              Toast: {tone}
            </Button>
          ))}
        </div>
      </div>
    </Section>
  );
}
