'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { CancelButton, OperationProgress } from '@/components/activity/running-operation';
import { FailureNotice } from '@/components/activity/failure-notice';
import { AddressLink } from '@/components/ui/address-link';
import { IconButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { OperationStateBadge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/time-text';
import { machineAddress, mountAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useServerText } from '@/lib/client/format/server-text';
import { useOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

/** Work on this machine while it runs, and its result until the person has seen it. */
export function LiveOperation({
  current,
  hrefOfPoint,
}: {
  current: Operation | null;
  hrefOfPoint: (guid: string) => string;
}) {
  const [followed, setFollowed] = useState<string | null>(current?.id ?? null);
  if (current && current.id !== followed) setFollowed(current.id);
  const known = useOperation(followed).data;
  const operation = known?.id === followed && known.version >= (current?.version ?? 0) ? known : current;
  if (operation === null || operation === undefined || operation.id !== followed) return null;
  return isSettled(operation.state) ? (
    <Ended operation={operation} hrefOfPoint={hrefOfPoint} onDismiss={() => setFollowed(null)} />
  ) : (
    <Running operation={operation} />
  );
}

function Running({ operation }: { operation: Operation }) {
  const t = useTranslations('machine.live');
  const labels = useOperationLabels();
  const note = useServerText()(operation.note, operation.noteRef);
  return (
    <section aria-label={t('inProgress', { kind: labels.kind(operation.kind) })} className="panel mb-4 px-4 py-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm">{labels.kind(operation.kind)}</h2>
        <OperationStateBadge state={operation.state} />
        <span className="text-xs text-ink-3">
          {labels.requestedBy(operation)} · <RelativeTime at={operation.requestedAt} />
        </span>
        <span className="ml-auto">
          <CancelButton operation={operation} />
        </span>
      </div>
      <OperationProgress operation={operation} />
      {note === null ? null : <p className="mt-1 text-xs text-ink-2">{note}</p>}
    </section>
  );
}

const tones = { SUCCEEDED: 'ok', WARNING: 'late', FAILED: 'fail', CANCELLED: 'info', NOT_STARTED: 'fail' } as const;

function Ended({
  operation,
  hrefOfPoint,
  onDismiss,
}: {
  operation: Operation;
  hrefOfPoint: (guid: string) => string;
  onDismiss: () => void;
}) {
  const t = useTranslations('machine.live');
  const labels = useOperationLabels();
  const common = useTranslations('ui');
  const state = operation.state as keyof typeof tones;
  const point = operation.result?.recoveryPoint;
  const restored = operation.result?.machine;
  const mount = operation.result?.mount;
  const { failure } = operation;
  const wordsOfServer = useServerText();
  const note = wordsOfServer(operation.note, operation.noteRef);
  const title = t(`ended.${state}`, { kind: labels.kind(operation.kind) });
  const dismiss = (
    <IconButton label={common('dismiss')} icon={<X aria-hidden className="size-4" />} onPress={onDismiss} />
  );
  if (failure) {
    return (
      <FailureNotice
        failure={failure}
        work={operation}
        tone={tones[state] === 'fail' ? 'fail' : 'info'}
        role="status"
        className="mb-4"
        title={title}
        action={dismiss}
      >
        {note === null ? null : <p>{note}</p>}
      </FailureNotice>
    );
  }
  return (
    <Notice tone={tones[state]} role="status" className="mb-4" title={title} action={dismiss}>
      {operation.warnings.map(({ text, textRef }, index) => (
        <p key={index}>{wordsOfServer(text, textRef)}</p>
      ))}
      {note === null ? null : <p>{note}</p>}
      {restored ? (
        <Link href={machineAddress(restored.guid)} className="link-accent">
          {t('openRestored', { name: restored.name })}
        </Link>
      ) : null}
      {typeof mount === 'string' && operation.kind === 'MOUNT' ? (
        <Link href={mountAddress(mount)} className="link-accent">
          {t('browseFiles')}
        </Link>
      ) : null}
      {point ? (
        <AddressLink href={hrefOfPoint(point.guid)} className="link-accent">
          {t('seePoint')}
        </AddressLink>
      ) : null}
    </Notice>
  );
}
