'use client';

import { useSearchParams } from 'next/navigation';
import type { ComponentProps } from 'react';
import { addressOf, rebasedQuery } from '@/lib/client/address-state';

export interface AddressLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** An address of this same page with another query. */
  href: string;
  /** No new entry in the history. */
  replace?: boolean | undefined;
}

/**
 * A link to another state of this page: changes the address at once, without asking the server for the page again. It keeps what
 * else has changed in the address since it was rendered: a quick hand must not undo its own filter.
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
