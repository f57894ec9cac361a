'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { RequestFailure } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useChangeTenant } from '@/lib/client/queries/provider';
import type { ProviderTenantDetail } from '@/lib/contracts/tenant';
import { draftOf, TenantFields, useTenantFaults } from './tenant-fields';
import type { TenantDraft } from './tenant-fields';

/** The settings of a tenant as a form. What nobody has typed over follows the tenant. */
export function TenantSettings({ tenant }: { tenant: ProviderTenantDetail }) {
  const t = useTranslations('tenants');
  const explain = useExplainProblem();
  const change = useChangeTenant(tenant.slug);
  const { form, faults, check, refuse, forget } = useTenantFaults();
  const [typed, setTyped] = useState<Partial<TenantDraft>>({});
  const draft = { ...draftOf(tenant), ...typed };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(tenant));
  const submit = () => {
    if (!check(draft)) return;
    if (!isChanged) return;
    change.mutate(typed, {
      onSuccess: () => {
        setTyped({});
        showToast({ tone: 'ok', title: t('saved') });
      },
      onError: refuse,
    });
  };
  return (
    <Section title={t('settings')}>
      <form
        ref={form}
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TenantFields
          draft={draft}
          faults={faults}
          onChange={(changed) => {
            setTyped({ ...typed, ...changed });
            Object.keys(changed).forEach(forget);
          }}
        >
          <p className="text-ink-2">
            {t('fields.slug')}: <code className="font-mono text-xs">{tenant.slug}</code>
          </p>
        </TenantFields>
        {change.error && Object.keys(faults).length === 0 ? (
          <RequestFailure error={change.error} title={t('notSaved')}>
            {explain(change.error).cause}
          </RequestFailure>
        ) : null}
        <Button type="submit" variant="primary" isPending={change.isPending} isDisabled={!isChanged}>
          {t('save')}
        </Button>
      </form>
    </Section>
  );
}
