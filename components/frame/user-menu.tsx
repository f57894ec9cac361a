'use client';

import {
  Building2,
  ChevronsUpDown,
  CircleHelp,
  CircleUser,
  Clock,
  Code,
  Keyboard,
  Languages,
  LogOut,
  Monitor,
  Moon,
  Sun,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '@/components/ui/menu';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { apiDocsAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { rememberLanguage, setTheme } from '@/lib/client/preference-cookies';
import type { Theme } from '@/lib/client/preference-cookies';
import { useChooseLanguage, useMe, useSwitchTenant } from '@/lib/client/queries/me';
import { setPreference, usePreference, useTheme } from '@/lib/client/preferences';
import { signOut } from '@/lib/client/session';
import { languageNames, languages } from '@/lib/messages/languages';

const themeItems = [
  { theme: 'system', word: 'account.themeSystem', icon: <Monitor aria-hidden /> },
  { theme: 'light', word: 'account.themeLight', icon: <Sun aria-hidden /> },
  { theme: 'dark', word: 'account.themeDark', icon: <Moon aria-hidden /> },
] as const satisfies readonly { theme: Theme; word: string; icon: ReactNode }[];

/** Account, theme, language, time format, shortcuts, help, and sign-out. */
export function UserMenu({ startTheme, onHelp }: { startTheme: Theme; onHelp: (help: 'keys' | 'ask') => void }) {
  const t = useTranslations('frame');
  const me = useMe();
  const theme = useTheme(startTheme);
  const exactTimes = usePreference('exactTimes');
  const searchKey = usePreference('searchKey');
  const role = me?.role ? t(`role.${me.role}`) : me?.permissions.includes('provider') ? t('account.provider') : '';
  return (
    <Menu
      label={t('account.menu')}
      trigger={
        <IconButton
          tooltip={false}
          label={me ? t('account.of', { name: me.user.name }) : t('account.menu')}
          icon={<CircleUser aria-hidden className="size-5" />}
          className="!h-8 !w-8"
        />
      }
    >
      <MenuSection title={me ? t('account.person', { name: me.user.name, role }) : t('account.signedIn')}>
        <MenuItem isDisabled>{me?.user.email ?? '…'}</MenuItem>
      </MenuSection>
      <MenuSeparator />
      <MenuSection title={t('account.theme')}>
        {themeItems.map((item) => (
          <MenuItem
            key={item.theme}
            icon={item.icon}
            isCurrent={theme === item.theme}
            onAction={() => setTheme(item.theme)}
          >
            {t(item.word)}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSeparator />
      <LanguageSection />
      <MenuSeparator />
      <MenuSection title={t('account.reading')}>
        <MenuItem
          icon={<Clock aria-hidden />}
          isCurrent={exactTimes}
          description={t('account.exactTimesNote')}
          onAction={() => setPreference('exactTimes', !exactTimes)}
        >
          {t('account.exactTimes')}
        </MenuItem>
        <MenuItem
          icon={<Keyboard aria-hidden />}
          isCurrent={searchKey}
          description={t('account.searchKeyNote')}
          onAction={() => setPreference('searchKey', !searchKey)}
        >
          {t('account.searchKey')}
        </MenuItem>
      </MenuSection>
      <MenuSeparator />
      <MenuItem icon={<Keyboard aria-hidden />} onAction={() => onHelp('keys')}>
        {t('keys.title')}
      </MenuItem>
      <MenuItem icon={<Code aria-hidden />} href={apiDocsAddress()}>
        {t('account.apiDocs')}
      </MenuItem>
      <MenuItem icon={<CircleHelp aria-hidden />} onAction={() => onHelp('ask')}>
        {t('help.menu')}
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onAction={() => void signOut()}>
        {t('account.signOut')}
      </MenuItem>
    </Menu>
  );
}

/** The language of the portal: at once on this page, then on this device and with the account. */
function LanguageSection() {
  const t = useTranslations('frame');
  const current = useLocale();
  const router = useRouter();
  const keep = useChooseLanguage();
  return (
    <MenuSection title={t('account.language')}>
      {languages.map((language) => (
        <MenuItem
          key={language}
          icon={<Languages aria-hidden />}
          isCurrent={language === current}
          onAction={() => {
            rememberLanguage(language);
            router.refresh();
            keep.mutate(language, {
              onError: () => showToast({ tone: 'late', title: t('account.languageFailed') }),
            });
          }}
        >
          {languageNames[language]}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

/** The tenant of the page; a menu only for people with several. */
export function TenantSwitcher() {
  const explainProblem = useExplainProblem();
  const t = useTranslations('frame');
  const me = useMe();
  const change = useSwitchTenant();
  if (!me) return <Skeleton className="h-4 w-24" />;
  const name = me.tenant?.name ?? (me.permissions.includes('provider') ? t('account.provider') : t('tenant.none'));
  if (me.tenants.length < 2) {
    return (
      <p className="flex min-w-0 items-center gap-2 font-medium">
        <Building2 aria-hidden className="size-4 shrink-0 text-ink-3" />
        <span className="truncate">{name}</span>
      </p>
    );
  }
  return (
    <Menu
      label={t('tenant.menu')}
      placement="bottom start"
      trigger={
        <Button
          variant="quiet"
          isPending={change.isPending}
          className="min-w-0 !shrink !justify-start !px-2 !text-ink"
          icon={<Building2 aria-hidden className="size-4 shrink-0 text-ink-3" />}
        >
          <span className="sr-only">{t('tenant.prefix')}</span>
          <span className="truncate">{name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      <MenuSection title={t('tenant.switch')}>
        {me.tenants.map((tenant) => (
          <MenuItem
            key={tenant.slug}
            description={tenant.suspended ? t('tenant.suspended') : t(`role.${tenant.role}`)}
            isDisabled={tenant.suspended}
            isCurrent={tenant.slug === me.tenant?.slug}
            onAction={() => {
              if (tenant.slug === me.tenant?.slug) return;
              change.mutate(tenant.slug, {
                onError: (error) =>
                  showToast({
                    tone: 'fail',
                    title: t('tenant.stillIn', { name }),
                    description: explainProblem(error).cause,
                  }),
              });
            }}
          >
            {tenant.name}
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  );
}
