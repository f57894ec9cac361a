'use client';

import { clsx } from 'clsx';
import {
  ArrowLeftRight,
  CalendarClock,
  CalendarPlus,
  Code,
  CornerDownLeft,
  HardDriveUpload,
  History,
  LogOut,
  Moon,
  Search,
  Server,
  Sun,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { Kbd } from '@/components/ui/badge';
import { optionStyle } from '@/components/ui/menu';
import { ThingName } from '@/components/ui/thing-name';
import type { NamedThing } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast';
import {
  apiDocsAddress,
  machineAddress,
  newPolicyAddress,
  policyAddress,
  restorePointAddress,
} from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useSearch } from '@/lib/client/queries/machines';
import { useCan, useMe, useSwitchTenant } from '@/lib/client/queries/me';
import { readTypedAction } from '@/lib/client/search-action';
import type { TypedAction } from '@/lib/client/search-action';
import { signOut } from '@/lib/client/session';
import { setTheme } from '@/lib/client/preference-cookies';
import { useSettled } from '@/lib/client/live/live-query';
import type { SearchAnswer } from '@/lib/contracts/overview';
import { navItemsFor } from './navigation';

interface Entry {
  id: string;
  label: string;
  /** The element whose name is this label. */
  thing?: NamedThing | undefined;
  hint?: string | undefined;
  icon: ReactNode;
  run: () => void;
  /** Continues typing instead of leaving the search. */
  staysOpen?: boolean;
}

/** A pause in typing of this length starts a search; before that only pages and actions are shown. */
const pauseMs = 150;

/** Finds machines and policies by name, pages and actions; opened by `/` and Ctrl-K from anywhere. */
export function SearchDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const t = useTranslations('frame');
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="fixed inset-0 z-40 grid items-start justify-items-center bg-scrim p-3 pt-[8vh] data-entering:animate-fade-in sm:pt-[14vh]"
    >
      <Modal className="w-full max-w-xl overflow-hidden rounded-lg border border-line-strong bg-raised shadow-overlay data-entering:animate-rise-in">
        <Dialog aria-label={t('search.dialog')} className="outline-none">
          <SearchPalette onDone={() => onOpenChange(false)} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function SearchPalette({ onDone }: { onDone: () => void }) {
  const t = useTranslations('frame');
  const common = useTranslations('common');
  const [text, setText] = useState('');
  const query = text.trim();
  const canRead = useCan('machine:read');
  const work = useWorkEntries(query, setText);
  const wanted = work.typed ? work.typed.name : query;
  const searched = useSettled(wanted, pauseMs);
  const search = useSearch(searched, canRead);
  const isSearching = wanted !== '' && (search.isFetching || searched !== wanted);
  const { pages, actions } = useStaticEntries();
  const matching = (entries: readonly Entry[]) =>
    entries.filter((entry) => entry.label.toLowerCase().includes(query.toLowerCase()));
  const machines = wanted === '' ? [] : (search.data?.machines ?? []);
  const router = useRouter();
  const found: Entry[] =
    query === '' || work.typed
      ? []
      : machines.map((machine) => ({
          id: `machine:${machine.guid}`,
          label: machine.name,
          thing: machine,
          hint: `${common(`protection.${machine.protection}`)}${machine.present ? '' : ', removed'}`,
          icon: <Server aria-hidden />,
          run: () => router.push(machineAddress(machine.guid)),
        }));
  const foundPolicies: Entry[] =
    query === '' || work.typed
      ? []
      : (search.data?.policies ?? []).map((policy) => ({
          id: `policy:${policy.guid}`,
          label: policy.name,
          thing: policy,
          hint: policy.active ? t('search.machineCount', { count: policy.machines }) : t('search.off'),
          icon: <CalendarClock aria-hidden />,
          run: () => router.push(policyAddress(policy.guid)),
        }));
  const sections = [
    { title: t('search.machines'), entries: found },
    { title: t('search.policies'), entries: foundPolicies },
    { title: t('search.pages'), entries: matching(pages) },
    { title: t('search.actions'), entries: [...work.of(machines), ...matching([...work.entries, ...actions])] },
  ].filter((section) => section.entries.length > 0);
  const entries = sections.flatMap((section) => section.entries);

  return (
    <div
      role="presentation"
      onKeyDownCapture={(event) => {
        // The field would only clear itself; one Escape is to close the dialog.
        if (event.key === 'Escape') onDone();
      }}
    >
      <Autocomplete inputValue={text} onInputChange={setText}>
        <SearchField
          aria-label={t('search.placeholder')}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- a search that was just asked for is to be typed into
          autoFocus
          className="flex items-center gap-2.5 border-b border-line px-4"
        >
          <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
          <Input
            placeholder={t('search.placeholder')}
            className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
          />
          {/* eslint-disable-next-line no-restricted-syntax -- what stands on the key */}
          <Kbd>Esc</Kbd>
        </SearchField>
        <Menu
          aria-label={t('search.results')}
          className="max-h-[50vh] overflow-y-auto p-1.5 outline-none"
          renderEmptyState={() => (
            <p className="px-3 py-6 text-center text-ink-2">
              {t(emptyWord(canRead, isSearching, search.isError, work.typed))}
            </p>
          )}
          onAction={(key) => {
            const chosen = entries.find((entry) => entry.id === key);
            if (chosen?.staysOpen !== true) onDone();
            chosen?.run();
          }}
        >
          {sections.map((section) => (
            <MenuSection key={section.title}>
              <Header className="px-2 pt-2 pb-1 text-xs text-ink-3">{section.title}</Header>
              {section.entries.map((entry) => (
                <MenuItem
                  key={entry.id}
                  id={entry.id}
                  textValue={entry.label}
                  className={clsx(optionStyle, 'group/item [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-3')}
                >
                  {entry.icon}
                  <span className="min-w-0 flex-1 truncate">
                    {entry.thing ? <ThingName of={entry.thing} /> : entry.label}
                  </span>
                  {entry.hint ? <span className="shrink-0 text-xs text-ink-3">{entry.hint}</span> : null}
                  <CornerDownLeft aria-hidden className="opacity-0 group-data-focused/item:opacity-100" />
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Autocomplete>
    </div>
  );
}

function emptyWord(canRead: boolean, isFetching: boolean, isError: boolean, typed: TypedAction | null) {
  if (isFetching) return 'search.searching';
  if (isError) return 'search.failed';
  if (typed) return typed.name === '' ? 'search.whichMachine' : 'search.noMachine';
  return canRead ? 'search.nothing' : 'search.nothingButPages';
}

/** Actions on machines: the typed action for each machine found, and the start of one. */
function useWorkEntries(query: string, setText: (text: string) => void) {
  const t = useTranslations('frame');
  const router = useRouter();
  const may = { backUp: useCan('backup:run'), restore: useCan('restore:run') };
  const canMakePolicy = useCan('policy:write');
  const read = readTypedAction(query, { backUp: t('search.backUpWords'), restore: t('search.restoreWords') });
  const typed = read !== null && may[read.action] ? read : null;
  const begin = (action: TypedAction['action']): Entry => ({
    id: `begin:${action}`,
    label: t(`search.${action}Any`),
    icon: workIcons[action],
    staysOpen: true,
    run: () => setText(`${t(`search.${action}Words`).split('|')[0] ?? ''} `),
  });
  return {
    typed,
    of: (machines: SearchAnswer['machines']): Entry[] =>
      typed === null
        ? []
        : machines
            .filter(({ present }) => present || typed.action === 'restore')
            .map(({ guid, name }) => ({
              id: `${typed.action}:${guid}`,
              label: t(`search.${typed.action}`, { name }),
              icon: workIcons[typed.action],
              run: () =>
                router.push(
                  typed.action === 'backUp' ? machineAddress(guid, { backup: 'now' }) : restorePointAddress(guid),
                ),
            })),
    entries: [
      ...(['backUp', 'restore'] as const).filter((action) => may[action] && typed === null).map(begin),
      ...(canMakePolicy
        ? [
            {
              id: 'new-policy',
              label: t('search.newPolicy'),
              icon: <CalendarPlus aria-hidden />,
              run: () => router.push(newPolicyAddress()),
            },
          ]
        : []),
    ] satisfies Entry[] as Entry[],
  };
}

const workIcons = { backUp: <HardDriveUpload aria-hidden />, restore: <History aria-hidden /> } as const;

function useStaticEntries(): { pages: Entry[]; actions: Entry[] } {
  const explainProblem = useExplainProblem();
  const t = useTranslations('frame');
  const router = useRouter();
  const me = useMe();
  const change = useSwitchTenant();
  const inNavigation = navItemsFor(me).map((item): Entry => ({
    id: item.href,
    label: t(`navigation.${item.name}`),
    icon: <item.icon aria-hidden />,
    run: () => router.push(item.href),
  }));
  const apiDocs: Entry = {
    id: 'api-docs',
    label: t('account.apiDocs'),
    icon: <Code aria-hidden />,
    run: () => router.push(apiDocsAddress()),
  };
  const tenants = (me?.tenants ?? [])
    .filter((tenant) => tenant.slug !== me?.tenant?.slug && !tenant.suspended)
    .map((tenant): Entry => ({
      id: `tenant:${tenant.slug}`,
      label: t('tenant.switchTo', { name: tenant.name }),
      icon: <ArrowLeftRight aria-hidden />,
      run: () =>
        void change.mutateAsync(tenant.slug).catch((error: unknown) =>
          showToast({
            tone: 'fail',
            title: t('tenant.notSwitched'),
            description: explainProblem(error).cause,
          }),
        ),
    }));
  return {
    pages: [...inNavigation, apiDocs],
    actions: [
      ...tenants,
      { id: 'light', label: t('search.lightTheme'), icon: <Sun aria-hidden />, run: () => setTheme('light') },
      { id: 'dark', label: t('search.darkTheme'), icon: <Moon aria-hidden />, run: () => setTheme('dark') },
      { id: 'sign-out', label: t('account.signOut'), icon: <LogOut aria-hidden />, run: () => void signOut() },
    ],
  };
}
