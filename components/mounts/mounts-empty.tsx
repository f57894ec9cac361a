'use client';

import { FolderOpen, SearchX } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';

export interface MountsEmptyProps {
  isFiltered: boolean;
  /** Something will be here soon. */
  isPreparing: boolean;
  onClearFilters: () => void;
}

/** Why there is no mount here, and how to make one. */
export function MountsEmpty({ isFiltered, isPreparing, onClearFilters }: MountsEmptyProps) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No mount matches"
        action={<Button onPress={onClearFilters}>Clear filters</Button>}
      >
        Other mounts may exist; the filters hide them.
      </EmptyState>
    );
  }
  if (isPreparing) {
    return (
      <p className="px-6 py-8 text-center text-ink-2">What is being prepared appears here, and opens by itself.</p>
    );
  }
  return (
    <EmptyState
      icon={<FolderOpen aria-hidden />}
      title="Nothing is mounted"
      action={
        <LinkButton href="/machines" variant="primary">
          Choose a machine
        </LinkButton>
      }
    >
      A mount opens a recovery point for a few hours, so that single files can be browsed and downloaded. Choose a
      machine, open one of its recovery points, and press “Browse files”.
    </EmptyState>
  );
}
