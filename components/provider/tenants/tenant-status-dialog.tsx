'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { RequestFailure } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useChangeTenant } from '@/lib/client/queries/provider';
import { tenantReasonMost } from '@/lib/contracts/tenant';
import type { ProviderTenantDetail } from '@/lib/contracts/tenant';
import { isTypedName, TypedName } from './typed-name';

/** Suspends a tenant or lets its members in again; either needs a reason, and suspending the name of the tenant. */
export function TenantStatusDialog({ tenant, onClose }: { tenant: ProviderTenantDetail; onClose: () => void }) {
  const t = useTranslations('tenants');
  const ui = useTranslations('ui');
  const explain = useExplainProblem();
  const change = useChangeTenant(tenant.slug);
  // Of when it was opened: another provider may do the same meanwhile.
  const [isSuspending] = useState(tenant.status === 'ACTIVE');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  const kind = isSuspending ? 'suspend' : 'resume';
  const isRight = reason.trim() !== '' && (!isSuspending || isTypedName(typed, tenant.name));
  const submit = () => {
    setChecked(true);
    if (!isRight) return;
    change.mutate(
      { status: isSuspending ? 'SUSPENDED' : 'ACTIVE', reason: reason.trim() },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t(`${kind}.done`, { name: tenant.name }) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      role={isSuspending ? 'alertdialog' : 'dialog'}
      isDismissable={false}
      onOpenChange={onClose}
      title={t(`${kind}.title`, { name: tenant.name })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant={isSuspending ? 'danger' : 'primary'} onPress={submit} isPending={change.isPending}>
            {t(`${kind}.action`)}
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
        <Notice tone={isSuspending ? 'late' : 'info'} title={t(`${kind}.effect`, { count: tenant.members })}>
          {t(`${kind}.effectText`)}
        </Notice>
        <TextField
          label={t('reason')}
          value={reason}
          maxLength={tenantReasonMost}
          description={t('reasonText')}
          error={isChecked && reason.trim() === '' ? t('reasonMissing') : undefined}
          onChange={({ target }) => setReason(target.value)}
        />
        {isSuspending ? <TypedName name={tenant.name} value={typed} onChange={setTyped} isChecked={isChecked} /> : null}
        {change.error ? (
          <RequestFailure error={change.error} title={t('notSaved')}>
            {explain(change.error).cause}
          </RequestFailure>
        ) : null}
      </form>
    </Dialog>
  );
}
