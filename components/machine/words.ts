import type { useTranslations } from 'next-intl';

/** The words of this area, for functions that make text of them. */
export type MachineWords = ReturnType<typeof useTranslations<'machine'>>;
