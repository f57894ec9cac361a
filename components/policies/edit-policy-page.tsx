'use client';

import { Lock } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { useDraftId } from '@/lib/client/draft-store';
import { usePolicy, usePolicyOptions } from '@/lib/client/policies';
import { policyAddress } from '@/lib/client/policy-addresses';
import { policyDraftOf } from '@/lib/client/policy-draft';
import { isProblem } from '@/lib/client/problem-error';
import { EditorFrame, EditorSkeleton } from './editor-frame';
import { PolicyCondition } from './policy-condition';
import { PolicyEditor } from './policy-editor';
import { PolicyNotFound } from './policy-not-found';

/** Where an administrator changes a policy. */
export function EditPolicyPage({ guid }: { guid: string }) {
  const read = usePolicy(guid);
  const options = usePolicyOptions();
  const draftId = useDraftId(guid);
  const policy = read.data;
  const start = useMemo(() => (policy ? policyDraftOf(policy) : null), [policy]);
  const { refetch } = read;
  const readTheirs = useCallback(async () => (await refetch()).data, [refetch]);

  if (isProblem(read.error, 'not_found')) return <PolicyNotFound />;
  const title = policy ? `Edit ${policy.name}` : 'Edit policy';
  const failed = (!policy && read.isError ? read : null) ?? (!options.data && options.isError ? options : null);
  if (failed) {
    return (
      <EditorFrame title={title} policy={policy}>
        <ErrorState
          error={failed.error}
          onRetry={() => void failed.refetch()}
          isRetrying={failed.isFetching}
          action={<LinkButton href="/policies">Go to policies</LinkButton>}
        />
      </EditorFrame>
    );
  }
  if (policy?.readOnly) {
    return (
      <EditorFrame title={policy.name} policy={policy}>
        <div className="panel">
          <EmptyState
            icon={<Lock aria-hidden />}
            title="Only your provider changes this policy"
            action={<LinkButton href={policyAddress(guid)}>Look at the policy</LinkButton>}
          >
            Your provider made it for your machines. You can copy it as a policy of your own and move machines there.
          </EmptyState>
        </div>
      </EditorFrame>
    );
  }
  return (
    <EditorFrame title={title} policy={policy}>
      {policy && start && options.data && draftId !== null ? (
        <>
          {policy.condition === 'OK' ? null : <PolicyCondition policy={policy} />}
          <PolicyEditor
            draftId={draftId}
            start={start}
            options={options.data}
            policy={policy}
            readTheirs={readTheirs}
          />
        </>
      ) : (
        <EditorSkeleton />
      )}
    </EditorFrame>
  );
}
