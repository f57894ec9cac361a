import { ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { InvitationPanel } from '@/components/auth/invitation-panel';
import { LanguageChoice } from '@/components/auth/language-choice';
import { PageMessages } from '@/components/frame/page-messages';
import { LinkButton } from '@/components/ui/link-button';
import { currentMe, invitationOf } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('members.page');
  return { title: t('title') };
}

/** Where the link of an invitation leads. */
export default async function InvitationPage({ params }: PageProps<'/invite/[token]'>) {
  const { token } = await params;
  const [found, me, t, frame] = await Promise.all([
    invitationOf(token),
    currentMe(),
    getTranslations('members.page'),
    getTranslations('frame'),
  ]);
  return (
    <PageMessages areas={['members']}>
      <main className="grid min-h-dvh place-items-center px-4 py-10">
        <div className="w-full max-w-96">
          <ShieldCheck aria-hidden className="mb-4 size-8 text-accent-ink" strokeWidth={1.75} />
          {typeof found === 'string' ? (
            <>
              <h1 className="text-xl">{t('wrong')}</h1>
              <p className="mt-1 mb-6 text-ink-2">{t(found === 'throttled' ? 'throttled' : 'wrongText')}</p>
              <LinkButton href="/sign-in">{t('signIn')}</LinkButton>
            </>
          ) : (
            <>
              <h1 className="text-xl">{t('heading', { tenant: found.tenant })}</h1>
              <p className="mt-1 text-ink-2">{t('lead', { person: found.invitedBy, tenant: found.tenant })}</p>
              <div className="mt-4 mb-6 rounded-sm border border-line-strong bg-surface px-3 py-2">
                <p className="font-medium">{t('role', { role: frame(`role.${found.role}`) })}</p>
                <p className="text-xs text-ink-2">{frame(`roleMay.${found.role}`)}</p>
              </div>
              <InvitationPanel
                token={token}
                email={found.email}
                tenant={found.tenant}
                hasAccount={found.hasAccount}
                signedInAs={me && { email: me.user.email, name: me.user.name }}
              />
            </>
          )}
          <LanguageChoice className="mt-8 -ml-2" />
        </div>
      </main>
    </PageMessages>
  );
}
