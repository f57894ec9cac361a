'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { CopyChoice } from '@/components/restore/copy-choice';
import { RestoreFieldControl } from '@/components/restore/fields/restore-field';
import { isNaming, isPlacement, isTargetComplete } from '@/components/restore/fields/restore-request';
import { focusFirstError } from '@/components/ui/field';
import { StepFooter, StepPanel } from '@/components/ui/wizard-steps';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { restorePointAddress, restoreStepAddress } from '@/lib/client/addresses';
import type { DiskPlacement as Placement } from '@/lib/client/drafts/restore-draft';
import type { RestoreMode } from '@/lib/contracts/restore';
import { StepWithSummary } from './restore-summary';
import { useWizard } from './restore-wizard';

const copyField = 'copy';

/** The step for the target: the mode, then the fields that the platform needs. */
export function TargetStep() {
  const t = useTranslations('restore');
  const action = useTranslations('ui');
  const { point, options, draft, plan, change, enter } = useWizard();
  const router = useRouter();
  const [showsFaults, setShowsFaults] = useState(false);
  const faults = { ...draft.faults, ...(showsFaults ? plan.faults : {}) };
  const fields = plan.fields.filter(({ field }) => !isNaming(field.name) && field.name !== copyField);
  // The fields that place the disks are shown together, at the position of the first one.
  const firstPlacement = plan.placement === null ? undefined : fields.find(({ field }) => isPlacement(field.name));

  const goOn = () => {
    setShowsFaults(true);
    if (isTargetComplete(plan)) router.push(restoreStepAddress(point, plan.mode === 'FILE_SYSTEM' ? 'check' : 'name'));
    else focusFirstError();
  };

  return (
    <StepWithSummary step="target">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          goOn();
        }}
      >
        <StepPanel title={t('targetStep.title')}>
          <CopyChoice faults={faults} />
          <RadioGroup<RestoreMode>
            label={t('targetStep.way')}
            options={options.modes.map(({ name, allowed, reason }) => ({
              value: name,
              label: t(`targetStep.mode.${name}.label`),
              isDisabled: !allowed,
              description: allowed ? t(`targetStep.mode.${name}.hint`) : (reason ?? t('targetStep.notPossible')),
            }))}
            value={plan.mode}
            onChange={(mode) => change({ mode, faults: {} })}
            error={faults['mode']}
          />
          {plan.mode === null ? (
            <Notice tone="late" title={t('targetStep.noWay.title')}>
              {t('targetStep.noWay.text')}
            </Notice>
          ) : null}
          {fields.map((planned) => {
            if (planned === firstPlacement) return <DiskPlacement key="placement" faults={faults} />;
            if (plan.placement !== null && isPlacement(planned.field.name)) return null;
            return (
              <RestoreFieldControl
                key={planned.field.name}
                planned={planned}
                onEnter={(value) => enter(planned.field.name, value)}
                faults={faults}
              />
            );
          })}
        </StepPanel>
        <StepFooter
          back={<LinkButton href={restorePointAddress(options.machine.guid, { point })}>{action('back')}</LinkButton>}
          note={
            plan.mode === null ? (
              t('noWayNow')
            ) : showsFaults && !isTargetComplete(plan) ? (
              <span className="text-fail">{t('stillToChoose')}</span>
            ) : null
          }
          next={
            <Button type="submit" variant="primary" isDisabled={plan.mode === null}>
              {plan.mode === 'FILE_SYSTEM' ? t('targetStep.nextCheck') : t('targetStep.nextName')}
            </Button>
          }
        />
      </form>
    </StepWithSummary>
  );
}

/** The choice of storages, on platforms with several ways to place the disks. */
function DiskPlacement({ faults }: { faults: Readonly<Record<string, string>> }) {
  const t = useTranslations('restore.targetStep.placement');
  const { plan, change, enter } = useWizard();
  const { placement } = plan;
  if (placement === null) return null;
  const shown = plan.fields.filter(({ field }) => isPlacement(field.name));
  const used = shown.find(({ field }) => field.name === (placement.chosen === 'one' ? 'storage' : 'disks'));
  const original = shown.find(({ field }) => field.name === 'originalStorage')?.field;
  return (
    <div className="space-y-4">
      <RadioGroup<Placement>
        label={t('label')}
        options={placement.offered.map((value) => ({
          value,
          label: t(`${value}.label`),
          description: (value === 'original' ? original?.reason : null) ?? t(`${value}.hint`),
        }))}
        value={placement.chosen}
        onChange={(chosen) => change({ placement: chosen })}
        error={faults['originalStorage']}
      />
      {placement.chosen === 'original' || !used ? null : (
        <RestoreFieldControl
          planned={
            placement.chosen === 'one' && used.choices.length > 0
              ? { ...used, field: { ...used.field, reason: null } }
              : used
          }
          onEnter={(value) => enter(used.field.name, value)}
          faults={faults}
        />
      )}
    </div>
  );
}
