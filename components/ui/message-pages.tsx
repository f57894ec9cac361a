import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state';
import { LinkButton } from './link-button';
import { Breadcrumbs, PageHeader } from './page-header';

/** A whole page that has only one thing to say. */
export function MessagePage({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-[60dvh] max-w-prose flex-col items-start justify-center px-4 py-10">
      <h1 className="text-xl">{title}</h1>
      <div className="mt-2 space-y-2 text-ink-2">{children}</div>
      {actions ? <div className="mt-5 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}

/** For a mount that never was, one that is forgotten and one that is another's: nobody can tell which. */
export function MountNotFound() {
  return (
    <>
      <PageHeader
        title="No such mount"
        before={<Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: 'Not found' }]} />}
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no mount at this address"
          action={
            <LinkButton href="/mounts" variant="primary">
              Go to mounts
            </LinkButton>
          }
        >
          The address may be mistyped, or the mount ended some time ago. Its recovery point can be mounted again. If you
          work for several organisations, check which one is chosen at the top.
        </EmptyState>
      </div>
    </>
  );
}

/** For a policy that never was, one that was deleted and one that is another's: nobody can tell which. */
export function PolicyNotFound() {
  return (
    <>
      <PageHeader
        title="No such policy"
        before={<Breadcrumbs items={[{ label: 'Policies', href: '/policies' }, { label: 'Not found' }]} />}
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no policy at this address"
          action={
            <LinkButton href="/policies" variant="primary">
              Go to policies
            </LinkButton>
          }
        >
          It may have been deleted, or the address is mistyped. If you work for several organisations, check which one
          is chosen at the top.
        </EmptyState>
      </div>
    </>
  );
}

/** For a machine that never was and for one that is another's: nobody can tell which. */
export function MachineNotFound() {
  return (
    <>
      <PageHeader
        title="No such machine"
        before={<Breadcrumbs items={[{ label: 'Machines', href: '/machines' }, { label: 'Not found' }]} />}
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no machine at this address"
          action={
            <LinkButton href="/machines" variant="primary">
              Go to machines
            </LinkButton>
          }
        >
          The address may be mistyped, or the machine does not belong to your organisation any more. If you work for
          several, check which one is chosen at the top.
        </EmptyState>
      </div>
    </>
  );
}

/** For a recovery point that never was, one that is gone and one that is another's: nobody can tell which. */
export function PointNotFound() {
  return (
    <>
      <PageHeader title="No such recovery point" />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no recovery point at this address"
          action={
            <LinkButton href="/machines" variant="primary">
              Go to machines
            </LinkButton>
          }
        >
          It may have reached the end of its retention, or its machine does not belong to your organisation. Open the
          machine to see which points it has.
        </EmptyState>
      </div>
    </>
  );
}

/** For whoever comes to the address of a page that their role does not have. */
export function MountsForbidden() {
  return (
    <MessagePage
      title="Your role does not allow this"
      actions={
        <LinkButton href="/machines" variant="primary">
          Go to machines
        </LinkButton>
      }
    >
      <p>
        Mounting recovery points and downloading their files takes the role of an operator or an administrator. Yours
        may look at machines, recovery points and activity.
      </p>
      <p>Ask an administrator of your organisation if you need files from a backup.</p>
    </MessagePage>
  );
}

/** For whoever comes to the address of a form that their role does not have. */
export function PoliciesForbidden() {
  return (
    <MessagePage
      title="Your role does not allow this"
      actions={
        <LinkButton href="/policies" variant="primary">
          Go to policies
        </LinkButton>
      }
    >
      <p>
        Making and changing policies takes the role of an administrator. Yours may look at them, their runs and what
        came of those.
      </p>
      <p>Ask an administrator of your organisation.</p>
    </MessagePage>
  );
}
