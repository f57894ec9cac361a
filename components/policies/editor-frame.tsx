import type { ReactNode } from 'react';
import { PageTitle } from '@/components/frame/page-title';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { PageHeader } from '@/components/ui/page-header';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { policyAddress } from '@/lib/client/policy-addresses';
import type { Policy } from '@/lib/contracts/policy';

export interface EditorFrameProps {
  title: string;
  /** The policy that is changed. */
  policy?: Policy | undefined;
  description?: ReactNode;
  children: ReactNode;
}

/** What stands around the form of a policy. */
export function EditorFrame({ title, policy, description, children }: EditorFrameProps) {
  return (
    <>
      <PageTitle title={title} />
      <PageHeader
        title={title}
        description={description}
        before={
          <Breadcrumbs
            items={[
              { label: 'Policies', href: '/policies' },
              ...(policy ? [{ label: policy.name, href: policyAddress(policy.guid) }] : []),
              { label: policy ? 'Edit' : 'New' },
            ]}
          />
        }
      />
      {children}
    </>
  );
}

/** The form's shape while it is read. */
export function EditorSkeleton() {
  return (
    <Loading label="The form is loading" className="space-y-5">
      <Skeleton className="h-32" />
      <Skeleton className="h-80" />
      <Skeleton className="h-48" />
    </Loading>
  );
}
