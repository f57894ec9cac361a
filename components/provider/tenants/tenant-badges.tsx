'use client';

import { CircleCheck, CirclePause } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import type { TenantStatus } from '@/lib/contracts/tenant';

/** Whether the members of a tenant may use it. */
export function StatusBadge({ status, plain = false }: { status: TenantStatus; plain?: boolean }) {
  const t = useTranslations('tenants');
  return status === 'ACTIVE' ? (
    <Badge tone="ok" plain={plain} icon={<CircleCheck aria-hidden />}>
      {t('status.ACTIVE')}
    </Badge>
  ) : (
    <Badge tone="late" plain={plain} icon={<CirclePause aria-hidden />}>
      {t('status.SUSPENDED')}
    </Badge>
  );
}

/** Marks the provider's own tenant. */
export function InternalBadge() {
  const t = useTranslations('tenants');
  return <Badge title={t('fields.internalText')}>{t('internal')}</Badge>;
}
