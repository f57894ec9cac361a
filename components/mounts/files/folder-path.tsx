'use client';

import { ChevronRight, Ellipsis, HardDrive } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useEffectEvent, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { AddressLink } from '@/components/ui/address-link';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { visibleName } from '@/lib/contracts/scalar';
import { FileName } from './file-table';
import { foldersTo } from './folder-address';

interface FolderTrailProps {
  /** Name of the file system. */
  root: string;
  path: string;
  hrefOf: (path: string) => string;
  onOpen: (path: string) => void;
  /** URL of the choice among several file systems; null when there is only one. */
  hrefOfFileSystems: string | null;
}

/** More than these would not fit; those between the root and them are in a menu. */
const mostShown = 3;

/** The path from the file system's root to this folder. */
export function FolderTrail({ root, path, hrefOf, onOpen, hrefOfFileSystems }: FolderTrailProps) {
  const t = useTranslations('mounts');
  const folders = foldersTo(path);
  const hidden = folders.slice(0, Math.max(0, folders.length - mostShown));
  const shown = folders.slice(hidden.length);
  return (
    <nav aria-label={t('trail.label')} className="min-w-0 flex-1">
      <ol className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-1">
        {hrefOfFileSystems === null ? null : (
          <Crumb isFirst>
            <AddressLink
              href={hrefOfFileSystems}
              className="rounded-xs px-1 py-1 text-ink-2 hover:text-ink hover:underline"
            >
              {t('fileSystems.label')}
            </AddressLink>
          </Crumb>
        )}
        <Crumb isFirst={hrefOfFileSystems === null}>
          <HardDrive aria-hidden className="size-4 shrink-0 text-ink-3" />
          <Step name={root} href={folders.length === 0 ? null : hrefOf('/')} onOpen={() => onOpen('/')} />
        </Crumb>
        {hidden.length > 0 ? (
          <Crumb>
            <Menu
              label={t('trail.between')}
              placement="bottom start"
              trigger={
                <IconButton
                  label={t('trail.countBetween', { count: hidden.length })}
                  icon={<Ellipsis aria-hidden className="size-4" />}
                  tooltip={false}
                />
              }
            >
              {hidden.map((folder) => (
                <MenuItem
                  key={folder.path}
                  onAction={() => {
                    window.history.pushState(null, '', hrefOf(folder.path));
                    onOpen(folder.path);
                  }}
                >
                  {visibleName(folder.name)}
                </MenuItem>
              ))}
            </Menu>
          </Crumb>
        ) : null}
        {shown.map((folder, index) => (
          <Crumb key={folder.path}>
            <Step
              name={folder.name}
              href={index === shown.length - 1 ? null : hrefOf(folder.path)}
              onOpen={() => onOpen(folder.path)}
            />
          </Crumb>
        ))}
      </ol>
    </nav>
  );
}

function Crumb({ isFirst = false, children }: { isFirst?: boolean; children: ReactNode }) {
  return (
    <li className="flex max-w-full min-w-0 items-center gap-1">
      {isFirst ? null : <ChevronRight aria-hidden className="size-3.5 shrink-0 text-ink-3" />}
      {children}
    </li>
  );
}

function Step({ name, href, onOpen }: { name: string; href: string | null; onOpen: () => void }) {
  const style = 'block max-w-56 min-w-0 truncate rounded-xs px-1 py-1';
  return href === null ? (
    <span aria-current="page" title={visibleName(name)} className={`${style} font-medium`}>
      <FileName name={name} />
    </span>
  ) : (
    <AddressLink
      href={href}
      title={visibleName(name)}
      onClick={onOpen}
      className={`${style} text-ink-2 hover:text-ink hover:underline`}
    >
      <FileName name={name} />
    </AddressLink>
  );
}

const nowhere =
  'input, textarea, select, [contenteditable=true], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

interface FolderKeysOptions {
  /** The folder whose rows are shown now; null while loading. */
  shown: string | null;
  /** Own name of the folder, which gets the focus in its parent. */
  leaving: string;
  /** Does nothing at the root. */
  goUp: () => void;
  /** Whether the first folder was opened on this page, and not by a URL. */
  isEntered: boolean;
}

/**
 * Keyboard of a folder: Backspace goes up, the arrows go from entry to entry, and the focus stays in the list when a
 * folder opens. Returns a function to call when another folder is requested: the focus goes to the entry of that name
 * there, or to the first.
 */
export function useFolderKeys(
  rows: RefObject<HTMLElement | null>,
  { shown, leaving, goUp, isEntered }: FolderKeysOptions,
): (name: string | null) => void {
  const expected = useRef<{ name: string | null } | null>(isEntered ? { name: null } : null);

  useEffect(() => {
    if (shown === null || expected.current === null) return;
    const { name } = expected.current;
    expected.current = null;
    const entries = entriesOf(rows.current);
    const entry = entries.find((each) => each.dataset.entry === name);
    if (entry) {
      entry.focus({ preventScroll: true });
      entry.scrollIntoView({ block: 'center' });
    } else {
      (entries[0] ?? rows.current)?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
  }, [rows, shown]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || target?.closest(nowhere)) return;
    if (event.key === 'Backspace') {
      event.preventDefault();
      expected.current = { name: leaving };
      goUp();
      return;
    }
    const entries = entriesOf(rows.current);
    const at = entries.findIndex((entry) => entry === target);
    if (at < 0) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    const entry = next === undefined ? undefined : entries[next];
    if (!entry) return;
    event.preventDefault();
    entry.focus();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return useCallback((name) => {
    expected.current = { name };
  }, []);
}

function entriesOf(container: HTMLElement | null): HTMLElement[] {
  return [...(container?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])];
}
