'use client';

import { useSearchParams } from 'next/navigation';
import type { ComponentProps } from 'react';
import { addressOf, rebasedQuery } from '@/lib/client/address-state';

export interface AddressLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** The URL of this page with another query. */
  href: string;
  /** No new entry in the history. */
  replace?: boolean | undefined;
}

/**
 * A link to another state of this page: changes the URL at once, without requesting the page from the server. It keeps
 * other changes of the query since it was rendered, so that quick clicks do not undo each other.
 */
export function AddressLink({ href, replace = false, children, onClick, ...props }: AddressLinkProps) {
  const rendered = useSearchParams().toString();
  return (
    <a
      {...props}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
        if (event.defaultPrevented || elsewhere) return;
        event.preventDefault();
        const address = followed(href, rendered);
        if (replace) window.history.replaceState(null, '', address);
        else window.history.pushState(null, '', address);
      }}
    >
      {children}
    </a>
  );
}

function followed(href: string, rendered: string): string {
  const { pathname, search, hash } = new URL(href, window.location.href);
  if (pathname !== window.location.pathname) return href;
  return `${addressOf(pathname, rebasedQuery(search, rendered, window.location.search))}${hash}`;
}
