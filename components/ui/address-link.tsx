'use client';

import type { ComponentProps } from 'react';

export interface AddressLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** An address of this same page with another query. */
  href: string;
  /** No new entry in the history. */
  replace?: boolean | undefined;
}

/** A link to another state of this page: changes the address at once, without asking the server for the page again. */
export function AddressLink({ href, replace = false, children, onClick, ...props }: AddressLinkProps) {
  return (
    <a
      {...props}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
        if (event.defaultPrevented || elsewhere) return;
        event.preventDefault();
        if (replace) window.history.replaceState(null, '', href);
        else window.history.pushState(null, '', href);
      }}
    >
      {children}
    </a>
  );
}
