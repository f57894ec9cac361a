'use client';

import { useState } from 'react';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { useAddressState } from '@/lib/client/address-state';
import { useDraftId } from '@/lib/client/draft-store';
import { usePolicy, usePolicyOptions } from '@/lib/client/policies';
import { copyOfPolicy, newPolicyDraft } from '@/lib/client/policy-draft';
import type { PolicyDraft } from '@/lib/client/policy-draft';
import { EditorFrame, EditorSkeleton } from './editor-frame';
import { PolicyEditor } from './policy-editor';

const mostMachines = 500;

/** Where an administrator makes a policy: from nothing, with machines that were chosen before (`machines`), or like another one (`copy`). */
export function NewPolicyPage() {
  const { params } = useAddressState();
  const copy = params.get('copy');
  const given = params.get('machines') ?? '';
  const options = usePolicyOptions();
  const model = usePolicy(copy);
  const draftId = useDraftId(`new:${copy ?? given}`);
  // A copy is made once: what happens to its model later does not matter to it.
  const [made, setMade] = useState<{ from: string; start: PolicyDraft } | null>(null);
  const from = `${copy ?? ''} ${given}`;
  if (made?.from !== from && options.data && (copy === null || model.data))
    setMade({
      from,
      start: model.data ? copyOfPolicy(model.data, options.data) : newPolicyDraft(options.data, chosenIn(given)),
    });
  const start = made?.from === from ? made.start : null;

  const failed =
    (!options.data && options.isError ? options : null) ??
    (copy !== null && !model.data && model.isError ? model : null);
  const title = model.data && copy !== null ? `Copy of ${model.data.name}` : 'New policy';
  return (
    <EditorFrame
      title={title}
      description={
        copy === null
          ? undefined
          : 'Its machines stay where they are: a machine has one policy only. Choose the ones that are to come here.'
      }
    >
      {failed ? (
        <ErrorState
          error={failed.error}
          onRetry={() => void failed.refetch()}
          isRetrying={failed.isFetching}
          action={<LinkButton href="/policies">Go to policies</LinkButton>}
        />
      ) : start && options.data && draftId !== null ? (
        <PolicyEditor draftId={draftId} start={start} options={options.data} policy={null} readTheirs={null} />
      ) : (
        <EditorSkeleton />
      )}
    </EditorFrame>
  );
}

function chosenIn(given: string): string[] {
  return [...new Set(given.split(',').filter((guid) => guid !== ''))].slice(0, mostMachines);
}
