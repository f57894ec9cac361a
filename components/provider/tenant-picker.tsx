'use client';

import { useId, useState } from 'react';
import { TextField } from '@/components/ui/text-field';
import type { ProviderTenant } from '@/lib/contracts/provider';
import { machineCount } from './assignment';

export interface TenantPickerProps {
  tenants: readonly ProviderTenant[];
  value: string | null;
  onChange: (slug: string) => void;
}

/** One tenant out of many: type to narrow, arrows to choose. The chosen one stays in sight while it does not match. */
export function TenantPicker({ tenants, value, onChange }: TenantPickerProps) {
  const id = useId();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const matches = tenants.filter(
    ({ slug, name }) => slug === value || `${name} ${slug}`.toLowerCase().includes(wanted),
  );
  return (
    <div>
      <TextField
        label="Tenant"
        placeholder="Find by name"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const only = matches.length === 1 ? matches[0] : undefined;
          if (event.key !== 'Enter' || !only) return;
          event.preventDefault();
          onChange(only.slug);
        }}
        description={wanted !== '' && matches.length === 1 ? 'Enter takes the only one that is left.' : undefined}
      />
      <fieldset className="mt-2">
        <legend className="sr-only">Tenant</legend>
        <div className="max-h-56 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong">
          {matches.map(({ slug, name, machines, members }) => (
            <label
              key={slug}
              className="flex min-h-10 cursor-pointer items-center gap-2.5 px-3 py-1.5 hover:bg-hover has-checked:bg-accent-soft has-focus-visible:bg-hover"
            >
              <input
                type="radio"
                name={id}
                value={slug}
                checked={slug === value}
                onChange={() => onChange(slug)}
                className="size-4 shrink-0 appearance-none rounded-full border border-control bg-surface checked:border-5 checked:border-accent"
              />
              <span className="min-w-0 flex-1 truncate">
                {name} <span className="text-ink-3">{slug}</span>
              </span>
              <span className="shrink-0 text-xs text-ink-3 tabular-nums">
                {machineCount(machines)}, {members} {members === 1 ? 'member' : 'members'}
              </span>
            </label>
          ))}
          {matches.length === 0 ? <p className="px-3 py-2 text-ink-2">No tenant has this name.</p> : null}
        </div>
      </fieldset>
    </div>
  );
}
