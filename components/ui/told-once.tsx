'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-text';

interface ToldOnceProps {
  label: string;
  text: string;
  copy: string;
  /** How long it holds, and what to do with it. */
  children: ReactNode;
}

/** A link or a token that is shown only once: to be copied as a whole, and selected by a click where copying is not allowed. */
export function ToldOnce({ label, text, copy, children }: ToldOnceProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <div className="flex gap-2 max-sm:flex-col">
        <input
          id={id}
          readOnly
          value={text}
          spellCheck={false}
          aria-describedby={`${id}-note`}
          onFocus={(event) => event.target.select()}
          className="control min-w-0 flex-1 font-mono"
        />
        <CopyButton text={text}>{copy}</CopyButton>
      </div>
      <div id={`${id}-note`} className="mt-2 text-ink-2">
        {children}
      </div>
    </div>
  );
}
