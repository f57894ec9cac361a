'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ComboField } from '@/components/ui/combo-field';
import { Dialog } from '@/components/ui/dialog';
import { RequestFailure } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useDeleteTenant, useProviderTenants } from '@/lib/client/queries/provider';
import type { ProviderTenantDetail, TenantHoldings } from '@/lib/contracts/tenant';
import { isTypedName, TypedName } from './typed-name';

interface DeleteTenantDialogProps {
  tenant: ProviderTenantDetail;
  onClose: () => void;
  onDeleted: () => void;
}

const handedOver = ['machines', 'policies', 'schedules', 'mounts'] as const;

/** What has to go to another tenant before this one can be deleted. */
export function holdingsToHandOver(owns: TenantHoldings): (typeof handedOver)[number][] {
  return handedOver.filter((kind) => owns[kind] > 0);
}

/** Deletes a tenant: names what is lost, hands over what it owns, and asks for its name. */
export function DeleteTenantDialog({ tenant, onClose, onDeleted }: DeleteTenantDialogProps) {
  const t = useTranslations('tenants');
  const ui = useTranslations('ui');
  const explain = useExplainProblem();
  const remove = useDeleteTenant();
  const tenants = useProviderTenants();
  const [heir, setHeir] = useState('');
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  const { owns, members } = tenant;
  const kinds = holdingsToHandOver(owns);
  const isBlocked = owns.running > 0;
  const isRight = isTypedName(typed, tenant.name) && (kinds.length === 0 || heir !== '');
  const submit = () => {
    setChecked(true);
    if (!isRight || isBlocked) return;
    remove.mutate(
      { slug: tenant.slug, handOverTo: kinds.length === 0 ? null : heir },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('deletion.done', { name: tenant.name }) });
          onDeleted();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      role="alertdialog"
      isDismissable={false}
      onOpenChange={onClose}
      title={t('deletion.title', { name: tenant.name })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant="danger" onPress={submit} isPending={remove.isPending} isDisabled={isBlocked}>
            {t(kinds.length === 0 ? 'deletion.action' : 'deletion.handOver')}
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {isBlocked ? (
          <Notice tone="fail" title={t('deletion.running', { count: owns.running })}>
            {t('deletion.runningText')}
          </Notice>
        ) : (
          <>
            <Notice tone="late" title={t('deletion.lost', { count: members })}>
              {t('deletion.lostText')}
            </Notice>
            {kinds.length === 0 ? null : (
              <>
                <div>
                  <p>{t('deletion.owns')}</p>
                  <ul className="mt-1 list-disc pl-5 text-ink-2">
                    {kinds.map((kind) => (
                      <li key={kind}>{t(`deletion.count.${kind}`, { count: owns[kind] })}</li>
                    ))}
                  </ul>
                </div>
                <ComboField
                  label={t('deletion.heir')}
                  options={(tenants.data?.items ?? [])
                    .filter(({ slug }) => slug !== tenant.slug)
                    .map(({ slug, name }) => ({ value: slug, label: name, description: slug }))}
                  value={heir}
                  description={t('deletion.heirText')}
                  error={isChecked && heir === '' ? t('deletion.heirMissing') : undefined}
                  onChange={setHeir}
                />
              </>
            )}
            <TypedName name={tenant.name} value={typed} onChange={setTyped} isChecked={isChecked} />
          </>
        )}
        {remove.error ? (
          <RequestFailure error={remove.error} title={t('deletion.failed')}>
            {explain(remove.error).cause}
          </RequestFailure>
        ) : null}
      </form>
    </Dialog>
  );
}
