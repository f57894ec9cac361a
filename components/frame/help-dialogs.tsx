'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Kbd } from '@/components/ui/badge';
import { Dialog } from '@/components/ui/dialog';
import { usePreference } from '@/lib/client/preferences';
import { SupportContact } from './support-contact';

interface HelpDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Whether a key pressed there is text input. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Calls `onHelp` for the key `?`, unless single keys are switched off or a dialog is open already. */
export function useHelpKey(onHelp: () => void): void {
  const isOn = usePreference('searchKey');
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role=dialog]') !== null) return;
      event.preventDefault();
      onHelp();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOn, onHelp]);
}

/** The keyboard shortcuts of every page. */
export function KeysDialog({ isOpen, onOpenChange }: HelpDialogProps) {
  const t = useTranslations('frame');
  const hasSingleKeys = usePreference('searchKey');
  const searchKeys = hasSingleKeys ? ['/', t('search.ctrlK')] : [t('search.ctrlK')];
  const rows: readonly { keys: readonly string[]; does: string }[] = [
    { keys: searchKeys, does: t('keys.search') },
    ...(hasSingleKeys ? [{ keys: ['?'], does: t('keys.help') }] : []),
    { keys: ['Tab', 'Shift Tab'], does: t('keys.move') },
    { keys: [t('keys.arrowKeys')], does: t('keys.arrows') },
    { keys: ['Enter'], does: t('keys.enter') },
    { keys: [t('keys.spaceKey')], does: t('keys.space') },
    { keys: ['Esc'], does: t('keys.escape') },
  ];
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t('keys.title')}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2.5">
        {rows.map(({ keys, does }) => (
          <div key={does} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd className="text-ink-2">{does}</dd>
          </div>
        ))}
      </dl>
      {hasSingleKeys ? null : <p className="mt-4 text-ink-3">{t('keys.singleOff')}</p>}
    </Dialog>
  );
}

/** Whom to contact for what, with the provider's contact if configured. */
export function ContactDialog({ isOpen, onOpenChange, contact }: HelpDialogProps & { contact: string | null }) {
  const t = useTranslations('frame');
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t('help.menu')}>
      <div className="space-y-2.5 text-ink-2">
        <p>{t('help.organisation')}</p>
        <p>{t('help.provider')}</p>
        <p>{t('help.id')}</p>
        <SupportContact contact={contact} />
      </div>
    </Dialog>
  );
}
