'use client';

import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactElement, ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { PopoverProps } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { Text } from 'react-aria-components/Text';

interface MenuProps {
  /** Name of the menu for screen readers. */
  label: string;
  /** A Button or an IconButton with `tooltip={false}`. */
  trigger: ReactElement;
  placement?: PopoverProps['placement'];
  /** MenuItem, MenuSection and MenuSeparator. */
  children: ReactNode;
}

/** A list of actions under a button. */
export function Menu({ label, trigger, placement = 'bottom end', children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover placement={placement} offset={4} className={popoverStyle}>
        <AriaMenu aria-label={label} className="min-w-44 outline-none">
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

interface MenuItemProps {
  children: string;
  icon?: ReactNode;
  /** A second line; for a disabled item, the reason. */
  description?: string | undefined;
  onAction?: () => void;
  href?: string | undefined;
  /** The link answers with a file: the browser fetches it, and the page stays. */
  isDownload?: boolean | undefined;
  isDisabled?: boolean | undefined;
  /** Draws a check; for items that set one of several values. */
  isCurrent?: boolean | undefined;
  tone?: 'danger' | undefined;
  /** A count at the end of the line. */
  count?: number | undefined;
}

/** One action. */
export function MenuItem({
  children,
  icon,
  description,
  onAction,
  href,
  isDownload = false,
  isDisabled = false,
  isCurrent,
  tone,
  count,
}: MenuItemProps) {
  const t = useTranslations('ui');
  return (
    <AriaMenuItem
      textValue={isCurrent === true ? t('currentItem', { item: children }) : children}
      isDisabled={isDisabled}
      {...(onAction ? { onAction } : {})}
      {...(href === undefined ? {} : { href, ...(isDownload ? { download: true } : {}) })}
      className={clsx(
        optionStyle,
        '[&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-3',
        tone === 'danger' && 'text-fail',
      )}
    >
      {icon}
      <span className="min-w-0 flex-1">
        <Text slot="label" className="block">
          {children}
          {isCurrent === true ? <span className="sr-only"> {t('current')}</span> : null}
        </Text>
        {description ? (
          <Text slot="description" className="block text-xs text-ink-3">
            {description}
          </Text>
        ) : null}
      </span>
      {count === undefined ? null : <span className="text-xs text-ink-3 tabular-nums">{count}</span>}
      {isCurrent === true ? <Check aria-hidden /> : null}
    </AriaMenuItem>
  );
}

/** Items under a heading. */
export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className="px-2 pt-1.5 pb-1 text-xs text-ink-3">{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

/** A line between groups of items. */
export function MenuSeparator() {
  return <Separator className="-mx-1 my-1 border-t border-line" />;
}

/** Surface of menus, lists and popovers. */
export const popoverStyle =
  'z-40 max-h-80 min-w-(--trigger-width) overflow-auto rounded-md border border-line-strong bg-raised p-1 shadow-overlay data-entering:animate-rise-in focus-visible:outline-none';

/** One row in a menu or list. */
export const optionStyle =
  'flex min-h-8 cursor-default items-center gap-2 rounded-xs px-2 py-1 text-sm text-ink outline-none select-none pointer-coarse:min-h-11 ' +
  'data-focused:bg-hover data-disabled:text-ink-3';
