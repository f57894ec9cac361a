'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { RequestFailure } from '@/components/ui/empty-state';
import { TextField } from '@/components/ui/text-field';
import { showToast } from '@/components/ui/toast';
import { tenantAddress } from '@/lib/client/addresses';
import { useTimeZone } from '@/lib/client/format/formats';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useCreateTenant } from '@/lib/client/queries/provider';
import { slugFrom } from '@/lib/contracts/tenant';
import type { ProviderTenant } from '@/lib/contracts/tenant';
import { TenantFields, useTenantFaults } from './tenant-fields';
import type { TenantDraft } from './tenant-fields';

interface CreateTenantDialogProps {
  tenants: readonly ProviderTenant[];
  onClose: () => void;
}

/** Makes a tenant. The short name follows the name until it is typed over. */
export function CreateTenantDialog({ tenants, onClose }: CreateTenantDialogProps) {
  const t = useTranslations('tenants');
  const ui = useTranslations('ui');
  const explain = useExplainProblem();
  const create = useCreateTenant();
  const { form, faults, check, refuse, forget } = useTenantFaults();
  const zone = useTimeZone();
  const [draft, setDraft] = useState<TenantDraft>({
    name: '',
    externalId: '',
    timeZone: zone,
    language: null,
    internal: false,
  });
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const proposed = draft.name.trim() === '' ? '' : slugFrom(draft.name, new Set(tenants.map(({ slug }) => slug)));
  const slug = typedSlug ?? proposed;
  const submit = () => {
    const body = { ...draft, ...(slug === '' ? {} : { slug }) };
    if (!check(body)) return;
    create.mutate(body, {
      onSuccess: (tenant) => {
        showToast({
          tone: 'ok',
          title: t('create.done', { name: tenant.name }),
          link: { href: tenantAddress(tenant.slug), label: t('create.open') },
        });
        onClose();
      },
      onError: refuse,
    });
  };
  return (
    <Dialog
      isOpen
      size="lg"
      isDismissable={false}
      onOpenChange={onClose}
      title={t('create.title')}
      description={t('create.text')}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant="primary" onPress={submit} isPending={create.isPending}>
            {t('create.submit')}
          </Button>
        </>
      }
    >
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
          onChange={(change) => {
            setDraft({ ...draft, ...change });
            Object.keys(change).forEach(forget);
          }}
        >
          <TextField
            name="slug"
            label={t('fields.slug')}
            value={slug}
            error={faults['slug']}
            description={t('fields.slugText')}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => {
              setTypedSlug(target.value);
              forget('slug');
            }}
          />
        </TenantFields>
        {create.error && Object.keys(faults).length === 0 ? (
          <RequestFailure error={create.error} title={t('create.failed')}>
            {explain(create.error).cause}
          </RequestFailure>
        ) : null}
      </form>
    </Dialog>
  );
}
