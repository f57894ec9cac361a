import { ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LanguageChoice } from '@/components/auth/language-choice';
import { SetupPanel } from '@/components/auth/setup-form';
import { PageMessages } from '@/components/frame/page-messages';
import { requireSetup } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('setup');
  return { title: t('title') };
}

const places = ['compose', 'systemd', 'terminal'] as const;

/** The first page of a portal that has no provider yet. */
export default async function SetupPage() {
  await requireSetup();
  const t = await getTranslations('setup');
  return (
    <PageMessages areas={['setup']}>
      <main className="grid min-h-dvh place-items-center px-4 py-10">
        <div className="w-full max-w-96">
          <ShieldCheck aria-hidden className="mb-4 size-8 text-accent-ink" strokeWidth={1.75} />
          <h1 className="text-xl">{t('heading')}</h1>
          <p className="mt-1 mb-6 text-ink-2">{t('lead')}</p>
          <SetupPanel />
          <details className="mt-5 text-ink-2">
            <summary className="cursor-pointer text-sm hover:text-ink">{t('where')}</summary>
            <div className="mt-2 space-y-2 text-sm">
              <ul className="space-y-1">
                {places.map((place) => (
                  <li key={place}>
                    {t.rich(`places.${place}`, {
                      code: (words) => <code className="font-mono whitespace-nowrap text-ink">{words}</code>,
                    })}
                  </li>
                ))}
              </ul>
              <p>{t('replicas')}</p>
            </div>
          </details>
          <LanguageChoice className="mt-8 -ml-2" />
        </div>
      </main>
    </PageMessages>
  );
}
