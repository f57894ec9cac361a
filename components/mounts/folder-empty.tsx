'use client';

import { FolderOpen, FolderX, SearchX } from 'lucide-react';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import { buttonStyle } from '@/components/ui/button-style';
import { EmptyState } from '@/components/ui/empty-state';

export interface FolderEmptyProps {
  search: string;
  onClearSearch: () => void;
  /** Null at the root. */
  onUp: (() => void) | null;
}

/** Why there is nothing here, and where to go. */
export function FolderEmpty({ search, onClearSearch, onUp }: FolderEmptyProps) {
  if (search !== '') {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="Nothing in this folder matches"
        action={<Button onPress={onClearSearch}>Clear search</Button>}
      >
        Search looks at names in this folder, not in the folders below it.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<FolderOpen aria-hidden />}
      title="This folder is empty"
      action={onUp ? <Button onPress={onUp}>Go up one folder</Button> : undefined}
    >
      There was nothing in it when the recovery point was made.
    </EmptyState>
  );
}

/** For an address that leads to nothing, or to a file. */
export function FolderMissing({ onUp, hrefOfTop }: { onUp: (() => void) | null; hrefOfTop: string }) {
  return (
    <EmptyState
      icon={<FolderX aria-hidden />}
      title="There is no such folder"
      action={
        <>
          {onUp ? <Button onPress={onUp}>Go up one folder</Button> : null}
          <AddressLink href={hrefOfTop} className={buttonStyle('secondary', 'md')}>
            Go to the top
          </AddressLink>
        </>
      }
    >
      The address may be mistyped, or lead to a file. If this mount has just ended, the page says so in a moment.
    </EmptyState>
  );
}
