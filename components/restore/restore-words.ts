import type { useTranslations } from 'next-intl';

/** The words of this area, as `useTranslations('restore')` gives them. */
export type RestoreWords = ReturnType<typeof useTranslations<'restore'>>;
