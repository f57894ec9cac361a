import type { PageLanguage } from './languages';
import { pseudoLanguage, pseudoMessages } from './pseudo';

/** The catalogue: one folder for each area of the product, one file for each language. Loaded when a page needs it. */
const catalogue = {
  activity: {
    en: () => import('./activity/en.json'),
    de: () => import('./activity/de.json'),
    pl: () => import('./activity/pl.json'),
  },
  apiDocs: {
    en: () => import('./apiDocs/en.json'),
    de: () => import('./apiDocs/de.json'),
    pl: () => import('./apiDocs/pl.json'),
  },
  audit: {
    en: () => import('./audit/en.json'),
    de: () => import('./audit/de.json'),
    pl: () => import('./audit/pl.json'),
  },
  backup: {
    en: () => import('./backup/en.json'),
    de: () => import('./backup/de.json'),
    pl: () => import('./backup/pl.json'),
  },
  common: {
    en: () => import('./common/en.json'),
    de: () => import('./common/de.json'),
    pl: () => import('./common/pl.json'),
  },
  format: {
    en: () => import('./format/en.json'),
    de: () => import('./format/de.json'),
    pl: () => import('./format/pl.json'),
  },
  frame: {
    en: () => import('./frame/en.json'),
    de: () => import('./frame/de.json'),
    pl: () => import('./frame/pl.json'),
  },
  machine: {
    en: () => import('./machine/en.json'),
    de: () => import('./machine/de.json'),
    pl: () => import('./machine/pl.json'),
  },
  machines: {
    en: () => import('./machines/en.json'),
    de: () => import('./machines/de.json'),
    pl: () => import('./machines/pl.json'),
  },
  members: {
    en: () => import('./members/en.json'),
    de: () => import('./members/de.json'),
    pl: () => import('./members/pl.json'),
  },
  mounts: {
    en: () => import('./mounts/en.json'),
    de: () => import('./mounts/de.json'),
    pl: () => import('./mounts/pl.json'),
  },
  overview: {
    en: () => import('./overview/en.json'),
    de: () => import('./overview/de.json'),
    pl: () => import('./overview/pl.json'),
  },
  policies: {
    en: () => import('./policies/en.json'),
    de: () => import('./policies/de.json'),
    pl: () => import('./policies/pl.json'),
  },
  provider: {
    en: () => import('./provider/en.json'),
    de: () => import('./provider/de.json'),
    pl: () => import('./provider/pl.json'),
  },
  restore: {
    en: () => import('./restore/en.json'),
    de: () => import('./restore/de.json'),
    pl: () => import('./restore/pl.json'),
  },
  server: {
    en: () => import('./server/en.json'),
    de: () => import('./server/de.json'),
    pl: () => import('./server/pl.json'),
  },
  setup: {
    en: () => import('./setup/en.json'),
    de: () => import('./setup/de.json'),
    pl: () => import('./setup/pl.json'),
  },
  tenants: {
    en: () => import('./tenants/en.json'),
    de: () => import('./tenants/de.json'),
    pl: () => import('./tenants/pl.json'),
  },
  ui: { en: () => import('./ui/en.json'), de: () => import('./ui/de.json'), pl: () => import('./ui/pl.json') },
};

export type Area = keyof typeof catalogue;
export type Messages = { [A in Area]: Awaited<ReturnType<(typeof catalogue)[A]['en']>>['default'] };

export const areas = Object.keys(catalogue) as Area[];

/** The areas that every page needs: frame, controls, states and formats; server texts are in English already. */
export function everywhere(language: PageLanguage): readonly Area[] {
  const areasOfAll: readonly Area[] = ['common', 'format', 'frame', 'ui'];
  return language === 'en' ? areasOfAll : [...areasOfAll, 'server'];
}

/** The messages of these areas in one language. */
export async function loadMessages(language: PageLanguage, wanted: readonly Area[]): Promise<Partial<Messages>> {
  const isPseudo = language === pseudoLanguage;
  const loaded = await Promise.all(
    wanted.map(async (area) => [area, (await catalogue[area][isPseudo ? 'en' : language]()).default]),
  );
  const messages = Object.fromEntries(loaded) as Partial<Messages>;
  return isPseudo ? pseudoMessages(messages) : messages;
}
