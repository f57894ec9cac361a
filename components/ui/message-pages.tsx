import { SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state';
import { LinkButton } from './link-button';
import { Breadcrumbs, PageHeader } from './page-header';

/** A page with a single message. */
export function MessagePage({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-[60dvh] max-w-prose flex-col items-start justify-center px-4 py-10">
      <h1 className="text-xl">{title}</h1>
      <div className="mt-2 space-y-2 text-ink-2">{children}</div>
      {actions ? <div className="mt-5 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}

/** For unknown, forgotten and other tenants' mounts: they are not distinguishable. */
export function MountNotFound() {
  return <Missing what="mount" href="/mounts" list="mounts" />;
}

/** For unknown, deleted and other tenants' policies: they are not distinguishable. */
export function PolicyNotFound() {
  return <Missing what="policy" href="/policies" list="policies" />;
}

/** For unknown and other tenants' machines: they are not distinguishable. */
export function MachineNotFound() {
  return <Missing what="machine" href="/machines" list="machines" />;
}

/** For unknown, deleted and other tenants' recovery points: they are not distinguishable. */
export function PointNotFound() {
  return <Missing what="point" href="/machines" list={null} />;
}

const wayTo = {
  '/mounts': 'missing.toMounts',
  '/policies': 'missing.toPolicies',
  '/machines': 'missing.toMachines',
} as const;

interface MissingProps {
  what: 'mount' | 'policy' | 'machine' | 'point';
  href: keyof typeof wayTo;
  /** The list that it would be in, for the path above the title. */
  list: 'mounts' | 'policies' | 'machines' | null;
}

function Missing({ what, href, list }: MissingProps) {
  const t = useTranslations('frame');
  return (
    <>
      <PageHeader
        title={t(`missing.${what}.title`)}
        before={
          list === null ? undefined : (
            <Breadcrumbs items={[{ label: t(`navigation.${list}`), href }, { label: t('missing.crumb') }]} />
          )
        }
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={t(`missing.${what}.heading`)}
          action={
            <LinkButton href={href} variant="primary">
              {t(wayTo[href])}
            </LinkButton>
          }
        >
          {t(`missing.${what}.text`)}
        </EmptyState>
      </div>
    </>
  );
}

/** For an unknown address, or an object of another tenant. */
export function NothingHere() {
  const t = useTranslations('frame');
  return (
    <MessagePage
      title={t('notFound.heading')}
      actions={
        <LinkButton href="/" variant="primary">
          {t('notFound.overview')}
        </LinkButton>
      }
    >
      <p>{t('notFound.text')}</p>
    </MessagePage>
  );
}

/** For a page that the role may not open. */
export function MountsForbidden() {
  return <Forbidden what="mounts" href="/machines" />;
}

/** For a form that the role may not open. */
export function PoliciesForbidden() {
  return <Forbidden what="policies" href="/policies" />;
}

function Forbidden({ what, href }: { what: 'mounts' | 'policies'; href: '/machines' | '/policies' }) {
  const t = useTranslations('frame');
  return (
    <MessagePage
      title={t('forbidden.title')}
      actions={
        <LinkButton href={href} variant="primary">
          {t(wayTo[href])}
        </LinkButton>
      }
    >
      <p>{t(`forbidden.${what}`)}</p>
      <p>{t(`forbidden.${what}Next`)}</p>
    </MessagePage>
  );
}
