'use client';

import { clsx } from 'clsx';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { rememberLanguage } from '@/lib/client/preference-cookies';
import { languageNames, languages } from '@/lib/messages/languages';

/** The language before the sign-in; stored on this device. */
export function LanguageChoice({ className }: { className?: string }) {
  const t = useTranslations('frame');
  const current = useLocale();
  const router = useRouter();
  return (
    <div role="group" aria-label={t('account.language')} className={clsx('flex gap-1', className)}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === current}
          onClick={() => {
            rememberLanguage(language);
            router.refresh();
          }}
          className={clsx(
            'rounded-sm px-2 py-1 text-sm hover:text-ink pointer-coarse:min-h-11',
            language === current ? 'font-medium text-ink' : 'text-ink-2',
          )}
        >
          {languageNames[language]}
        </button>
      ))}
    </div>
  );
}
