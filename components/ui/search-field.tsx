'use client';

import { clsx } from 'clsx';
import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';

export interface SearchFieldProps {
  label: string;
  placeholder?: string | undefined;
  value: string;
  /**
   * Called 250 ms after the last key; at once on Enter, on clearing and on blur, so that no search starts after the
   * person's next action.
   */
  onSearch: (value: string) => void;
  className?: string | undefined;
}

/** The search of a list; Escape clears it. */
export function SearchField({ label, placeholder, value, onSearch, className }: SearchFieldProps) {
  const t = useTranslations('ui');
  const id = useId();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  const searchNow = (next: string) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setText(next);
    setKnown(next.trim());
    onSearch(next.trim());
  };
  const searchSoon = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => searchNow(next), 250);
  };

  return (
    <div role="search" className={clsx('relative', className)}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
      <input
        id={id}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder ?? label}
        value={text}
        onChange={(event) => searchSoon(event.target.value)}
        onBlur={() => {
          if (timer.current !== undefined) searchNow(text);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') searchNow(text);
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            searchNow('');
          }
        }}
        className="control !px-8"
      />
      {text === '' ? null : (
        <button
          type="button"
          aria-label={t('clearSearch')}
          onClick={() => searchNow('')}
          className="absolute top-1/2 right-1 grid size-6 -translate-y-1/2 place-items-center rounded-xs text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
