'use client';

import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from './button';

export interface DialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** `lg` for a form of several fields. */
  size?: 'sm' | 'md' | 'lg' | undefined;
  /** `alertdialog` for what can't be undone. */
  role?: 'dialog' | 'alertdialog' | undefined;
  /** False while a click beside the dialog would discard input; Escape and the close button still close it. */
  isDismissable?: boolean | undefined;
  /** Only its own buttons close it, neither Escape nor a close button. */
  isLocked?: boolean | undefined;
  /** Buttons; the safe one first, the primary one last. */
  footer?: ReactNode;
  children: ReactNode;
}

const widths = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-2xl' } as const;

/** A short decision over the page; on a phone at the bottom. */
export function Dialog({
  isOpen,
  onOpenChange,
  title,
  description,
  size = 'md',
  role = 'dialog',
  isDismissable = true,
  isLocked = false,
  footer,
  children,
}: DialogProps) {
  const t = useTranslations('ui');
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={isDismissable && !isLocked}
      isKeyboardDismissDisabled={isLocked}
      className="fixed inset-0 z-40 grid items-end justify-items-center bg-scrim data-entering:animate-fade-in sm:items-start sm:p-6 sm:pt-[12vh]"
    >
      <Modal
        className={clsx(
          'flex max-h-[92dvh] w-full flex-col rounded-t-lg border border-line-strong bg-raised shadow-overlay data-entering:animate-rise-in sm:max-h-[80dvh] sm:rounded-lg',
          widths[size],
        )}
      >
        <AriaDialog role={role} className="flex min-h-0 flex-col outline-none">
          {({ close }) => (
            <>
              <div className="flex items-start gap-4 px-5 pt-4 pb-3">
                <div className="min-w-0 flex-1">
                  <Heading slot="title" className="text-lg">
                    {title}
                  </Heading>
                  {description ? <div className="mt-1 text-ink-2">{description}</div> : null}
                </div>
                {isLocked ? null : (
                  <IconButton
                    label={t('close')}
                    icon={<X aria-hidden className="size-4" />}
                    onPress={close}
                    tooltip={false}
                  />
                )}
              </div>
              <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div>
              {footer ? (
                <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 empty:hidden">
                  {footer}
                </div>
              ) : null}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface SidePanelProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: ReactNode;
  /** Line under the title: badges, a link to the page. */
  description?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}

/** A panel at the right that shows one item beside its list; full width on a phone. */
export function SidePanel({ isOpen, onOpenChange, title, description, footer, children }: SidePanelProps) {
  const t = useTranslations('ui');
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="fixed inset-0 z-40 bg-scrim data-entering:animate-fade-in"
    >
      <Modal className="fixed inset-y-0 right-0 flex w-full flex-col border-l border-line-strong bg-raised shadow-overlay data-entering:animate-panel-in sm:max-w-lg">
        <AriaDialog className="flex h-full min-h-0 flex-col outline-none">
          {({ close }) => (
            <>
              <div className="flex items-start gap-4 border-b border-line px-5 py-3.5">
                <div className="min-w-0 flex-1">
                  <Heading slot="title" className="text-lg break-words">
                    {title}
                  </Heading>
                  {description ? <div className="mt-1 text-ink-2">{description}</div> : null}
                </div>
                <IconButton
                  label={t('close')}
                  icon={<X aria-hidden className="size-4" />}
                  onPress={close}
                  tooltip={false}
                />
              </div>
              <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
              {footer ? (
                <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 empty:hidden">
                  {footer}
                </div>
              ) : null}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
