'use client';

import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/badge';
import { usePreference } from '@/lib/client/preferences';
import { isTyping } from './help-dialogs';

const load = () => import('./search-dialog').then((module) => module.SearchDialog);
const SearchDialog = dynamic(load, { ssr: false });
/** Late enough not to delay the page, early enough that no key is lost. */
const preloadAfterMs = 1500;

/** Opens the search by click, Ctrl-K or, unless switched off, `/`; the search itself is loaded after the page. */
export function SearchTrigger() {
  const t = useTranslations('frame');
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  const searchKey = usePreference('searchKey');
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), preloadAfterMs);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isShortcut =
        (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) ||
        (searchKey &&
          event.key === '/' &&
          !event.ctrlKey &&
          !event.metaKey &&
          !event.altKey &&
          !isTyping(event.target));
      if (!isShortcut || event.defaultPrevented) return;
      event.preventDefault();
      setWanted(true);
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [searchKey]);
  return (
    <>
      <Button
        aria-haspopup="dialog"
        aria-label={t('search.button')}
        aria-keyshortcuts={searchKey ? '/ Control+K' : 'Control+K'}
        onPress={() => {
          setWanted(true);
          setOpen(true);
        }}
        icon={<Search aria-hidden className="size-4 text-ink-3" />}
        className="!font-normal !text-ink-3 max-md:!border-transparent max-md:!bg-transparent max-md:!px-2 md:w-56 md:!justify-start"
      >
        <span className="flex-1 text-left max-md:hidden">{t('search.button')}</span>
        <span className="max-md:hidden">
          <Kbd>{searchKey ? '/' : t('search.ctrlK')}</Kbd>
        </span>
      </Button>
      {wanted ? <SearchDialog isOpen={isOpen} onOpenChange={setOpen} /> : null}
    </>
  );
}
