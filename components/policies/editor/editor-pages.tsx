'use client';

import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { PageTitle } from '@/components/frame/page-parts';
import { PolicyCondition } from '@/components/policies/policy-state';
import { PolicyEditor } from './policy-editor';
import { PolicyNotFound } from '@/components/ui/message-pages';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useAddressState } from '@/lib/client/address-state';
import { useDraftId } from '@/lib/client/drafts/draft-store';
import { usePolicy, usePolicyOptions } from '@/lib/client/queries/policies';
import { policyAddress } from '@/lib/client/addresses';
import { copyOfPolicy, newPolicyDraft, policyDraftOf } from '@/lib/client/drafts/policy-draft';
import type { PolicyDraft } from '@/lib/client/drafts/policy-draft';
import { isProblem } from '@/lib/client/http/problems';
import type { Policy } from '@/lib/contracts/policy';

/** The page where an administrator changes a policy. */
export function EditPolicyPage({ guid }: { guid: string }) {
  const t = useTranslations('policies');
  const read = usePolicy(guid);
  const options = usePolicyOptions();
  const draftId = useDraftId(guid);
  const policy = read.data;
  const start = useMemo(() => (policy ? policyDraftOf(policy) : null), [policy]);
  const { refetch } = read;
  const readTheirs = useCallback(async () => (await refetch()).data, [refetch]);

  if (isProblem(read.error, 'not_found')) return <PolicyNotFound />;
  const title = policy ? t('titles.editNamed', { name: policy.name }) : t('titles.edit');
  const failed = (!policy && read.isError ? read : null) ?? (!options.data && options.isError ? options : null);
  if (failed) {
    return (
      <EditorFrame title={title} policy={policy}>
        <ErrorState
          error={failed.error}
          onRetry={() => void failed.refetch()}
          isRetrying={failed.isFetching}
          action={<LinkButton href="/policies">{t('goToList')}</LinkButton>}
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
            title={t('editor.readOnly')}
            action={<LinkButton href={policyAddress(guid)}>{t('editor.readOnlyLink')}</LinkButton>}
          >
            {t('editor.readOnlyText')}
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

const mostMachines = 500;

/**
 * The page where an administrator creates a policy: empty, with preselected machines (`machines`), or as a copy
 * (`copy`).
 */
export function NewPolicyPage() {
  const t = useTranslations('policies');
  const { params } = useAddressState();
  const copy = params.get('copy');
  const given = params.get('machines') ?? '';
  const options = usePolicyOptions();
  const model = usePolicy(copy);
  const draftId = useDraftId(`new:${copy ?? given}`);
  // A copy is made once: later changes of the original do not matter.
  const [made, setMade] = useState<{ from: string; start: PolicyDraft } | null>(null);
  const from = `${copy ?? ''} ${given}`;
  if (made?.from !== from && options.data && (copy === null || model.data))
    setMade({
      from,
      start: model.data ? copyOfPolicy(model.data, options.data, t) : newPolicyDraft(options.data, chosenIn(given)),
    });
  const start = made?.from === from ? made.start : null;

  const failed =
    (!options.data && options.isError ? options : null) ??
    (copy !== null && !model.data && model.isError ? model : null);
  const title = model.data && copy !== null ? t('titles.copyOf', { name: model.data.name }) : t('titles.new');
  return (
    <EditorFrame title={title} description={copy === null ? undefined : t('editor.copyText')}>
      {failed ? (
        <ErrorState
          error={failed.error}
          onRetry={() => void failed.refetch()}
          isRetrying={failed.isFetching}
          action={<LinkButton href="/policies">{t('goToList')}</LinkButton>}
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

interface EditorFrameProps {
  title: string;
  /** The policy that is changed. */
  policy?: Policy | undefined;
  description?: ReactNode;
  children: ReactNode;
}

/** The page around the form of a policy. */
function EditorFrame({ title, policy, description, children }: EditorFrameProps) {
  const t = useTranslations('policies');
  return (
    <>
      <PageTitle title={title} />
      <PageHeader
        title={title}
        description={description}
        before={
          <Breadcrumbs
            items={[
              { label: t('titles.list'), href: '/policies' },
              ...(policy ? [{ label: policy.name, href: policyAddress(policy.guid) }] : []),
              { label: t(policy ? 'editor.crumbEdit' : 'editor.crumbNew') },
            ]}
          />
        }
      />
      {children}
    </>
  );
}

/** The form's shape while it is read. */
function EditorSkeleton() {
  const t = useTranslations('policies');
  return (
    <Loading label={t('editor.loading')} className="space-y-5">
      <Skeleton className="h-32" />
      <Skeleton className="h-80" />
      <Skeleton className="h-48" />
    </Loading>
  );
}
