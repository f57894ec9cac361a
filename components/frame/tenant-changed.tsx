'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useMe, useSwitchTenant } from '@/lib/client/me';
import { setTenantElsewhere, useTenantElsewhere } from '@/lib/client/tenant-elsewhere';

/** Asks what to do when another tab of this browser switched the tenant: this page still belongs to the former one. */
export function TenantChanged() {
  const me = useMe();
  const change = useSwitchTenant();
  const other = useTenantElsewhere();
  const slug = me?.tenant?.slug;
  const now = me?.tenants.find((tenant) => tenant.slug === other);
  if (!me?.tenant || !now || now.slug === slug) return null;
  const here = me.tenant;
  return (
    <Dialog
      isOpen
      isDismissable={false}
      size="sm"
      onOpenChange={() => setTenantElsewhere(null)}
      title={`You switched to ${now.name}`}
      footer={
        <>
          <Button isPending={change.isPending} onPress={() => change.mutate(here.slug)}>
            Back to {here.name}
          </Button>
          <Button variant="primary" onPress={() => window.location.assign('/overview')}>
            Go to {now.name}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">
        You did so in another tab. This page still shows {here.name}, and what you do here is still done in {here.name}.
      </p>
    </Dialog>
  );
}
