'use client';

import { Building2, ChevronsUpDown } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem, MenuSection } from '@/components/ui/menu';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast-queue';
import { explainProblem } from '@/lib/client/explain-problem';
import { useMe, useSwitchTenant } from '@/lib/client/me';
import { roleWords } from './role-words';

/** The tenant that everything on the page belongs to; a menu only for people with several. */
export function TenantSwitcher() {
  const me = useMe();
  const change = useSwitchTenant();
  if (!me) return <Skeleton className="h-4 w-24" />;
  const name = me.tenant?.name ?? (me.permissions.includes('provider') ? 'Provider' : 'No organisation');
  if (me.tenants.length < 2) {
    return (
      <p className="flex min-w-0 items-center gap-2 font-medium">
        <Building2 aria-hidden className="size-4 shrink-0 text-ink-3" />
        <span className="truncate">{name}</span>
      </p>
    );
  }
  return (
    <Menu
      label="Organisation"
      placement="bottom start"
      trigger={
        <Button
          variant="quiet"
          isPending={change.isPending}
          className="min-w-0 !shrink !justify-start !px-2 !text-ink"
          icon={<Building2 aria-hidden className="size-4 shrink-0 text-ink-3" />}
        >
          <span className="sr-only">Organisation: </span>
          <span className="truncate">{name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      <MenuSection title="Switch organisation">
        {me.tenants.map((tenant) => (
          <MenuItem
            key={tenant.slug}
            description={roleWords[tenant.role]}
            isCurrent={tenant.slug === me.tenant?.slug}
            onAction={() => {
              if (tenant.slug === me.tenant?.slug) return;
              change.mutate(tenant.slug, {
                onError: (error) =>
                  showToast({ tone: 'fail', title: `Still in ${name}`, description: explainProblem(error).cause }),
              });
            }}
          >
            {tenant.name}
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  );
}
