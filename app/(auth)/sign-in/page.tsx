import { ShieldCheck } from 'lucide-react';
import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { LanguageChoice } from '@/components/auth/language-choice';
import { SignInPanel } from '@/components/auth/sign-in-form';
import { SupportContact } from '@/components/frame/support-contact';
import { safeNextPath } from '@/lib/client/http/session-end';
import { currentMe, leadToSetup, supportContact } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('frame');
  return { title: t('signIn.title') };
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [query, t] = await Promise.all([searchParams, getTranslations('frame')]);
  const next = safeNextPath(first(query.next));
  if (await currentMe()) redirect(next as Route);
  await leadToSetup();
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-88">
        <ShieldCheck aria-hidden className="mb-4 size-8 text-accent-ink" strokeWidth={1.75} />
        <h1 className="text-xl">{t('signIn.heading')}</h1>
        <p className="mt-1 mb-6 text-ink-2">{t('signIn.lead')}</p>
        <SignInPanel next={next} hasSessionEnded={first(query.reason) === 'ended'} />
        <details className="mt-5 text-ink-2">
          <summary className="cursor-pointer text-sm hover:text-ink">{t('help.signInTitle')}</summary>
          <div className="mt-2 space-y-2 text-sm">
            <p>{t('help.signIn')}</p>
            <SupportContact contact={supportContact()} />
          </div>
        </details>
        <LanguageChoice className="mt-8 -ml-2" />
      </div>
    </main>
  );
}
