'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { leftOut } from '@/components/restore/fields/planned-fields';
import type { PlannedField, RestoreTranslator } from '@/components/restore/fields/planned-fields';
import { keptOtherwise } from '@/components/restore/fields/restore-field';
import { isNaming, isPlacement, nameOf } from '@/components/restore/fields/restore-request';
import { KeyValues } from '@/components/ui/section';
import type { KeyValue } from '@/components/ui/section';
import { ExactTime } from '@/components/ui/time-text';
import { restorePointAddress, restoreStepAddress } from '@/lib/client/addresses';
import type { RestoreStep } from '@/lib/client/addresses';
import { useServerText } from '@/lib/client/format/server-text';
import { usePlatformName } from '@/lib/client/format/formats';
import { useWizard } from './restore-wizard';

/** A step of the wizard with a summary of the choices: beside it on a wide screen, else below it. */
export function StepWithSummary({ step, children }: { step: RestoreStep; children: ReactNode }) {
  return (
    <div className="xl:grid xl:grid-cols-[minmax(0,48rem)_minmax(17rem,24rem)] xl:items-start xl:gap-6">
      <div className="min-w-0">{children}</div>
      <RestoreSummary current={step} />
    </div>
  );
}

/** The choices so far, with a link to change each part. */
function RestoreSummary({ current }: { current: RestoreStep }) {
  const platformName = usePlatformName();
  const titleId = useId();
  const t = useTranslations('restore');
  const answer = useTranslations('ui');
  const wordsOfServer = useServerText();
  const { point, options, recoveryPoint, draft, plan, typed } = useWizard();
  const copy = recoveryPoint?.copies.find(({ destination }) => destination.guid === draft.values['copy']);
  const isUsed = ({ field }: PlannedField) =>
    !isNaming(field.name) &&
    field.name !== 'copy' &&
    (plan.placement === null ||
      !isPlacement(field.name) ||
      field.name === { original: 'originalStorage', one: 'storage', each: 'disks' }[plan.placement.chosen]);
  const deleted = Object.values(typed).filter(({ name, text }) => text.trim() === name);
  const overwrites = plan.fields.some(({ field, value }) => field.name === 'overwrite' && value === true);
  // The name follows the target step, so that step shows it only if it was entered before.
  const isNamed = Object.keys(draft.values).some(isNaming);
  const powerOn = plan.fields.find(({ field }) => field.name === 'powerOn');
  return (
    <section
      aria-labelledby={titleId}
      className="panel min-w-0 max-w-3xl max-xl:mt-5 xl:sticky xl:top-[calc(var(--bar-height)+1.25rem)] xl:max-h-[calc(100dvh-var(--bar-height)-2.5rem)] xl:overflow-y-auto"
    >
      <h2 id={titleId} className="border-b border-line px-4 py-3 text-sm">
        {t('summary.title')}
      </h2>
      <div className="grid gap-4 p-4 sm:max-xl:grid-cols-2">
        <Part step="point" href={restorePointAddress(options.machine.guid, { point })}>
          <KeyValues
            items={[
              { key: t('summary.machine'), value: options.machine.name },
              { key: t('summary.time'), value: <ExactTime at={recoveryPoint?.startedAt ?? null} /> },
              copy && { key: t('summary.copy'), value: wordsOfServer(copy.destination.name, copy.destination.nameRef) },
            ]}
          />
        </Part>
        {plan.mode === null ? null : (
          <Part step="target" href={current === 'target' ? undefined : restoreStepAddress(point, 'target')}>
            <KeyValues
              items={[
                {
                  key: t('summary.restore'),
                  value:
                    plan.mode === 'FILE_SYSTEM'
                      ? t('summary.asFiles')
                      : t('summary.asMachineOn', { platform: platformName(options.platform) }),
                },
                ...plan.fields.filter(isUsed).map((planned) => summaryOf(planned, t, answer)),
              ]}
            />
          </Part>
        )}
        {plan.mode === 'IMPORT' && (current !== 'target' || isNamed) ? (
          <Part step="name" href={current === 'name' ? undefined : restoreStepAddress(point, 'name')}>
            <KeyValues
              items={[
                { key: t('summary.name'), value: nameOf(options, draft) },
                powerOn && {
                  key: t('summary.afterwards'),
                  value: powerOn.value === true ? t('summary.switchedOn') : t('summary.leftOff'),
                },
                {
                  key: t('summary.deletes'),
                  value: !overwrites ? (
                    t('summary.deletesNothing')
                  ) : deleted.length > 0 ? (
                    <span className="text-fail">{deleted.map(({ name }) => name).join(', ')}</span>
                  ) : (
                    t('summary.deletesNamesake')
                  ),
                },
              ]}
            />
          </Part>
        ) : null}
      </div>
    </section>
  );
}

function Part({
  step,
  href,
  children,
}: {
  step: 'point' | 'target' | 'name';
  /** Undefined while its own step is shown. */
  href: ReturnType<typeof restoreStepAddress> | undefined;
  children: ReactNode;
}) {
  const t = useTranslations('restore');
  const title = t(`step.${step}`);
  return (
    <section aria-label={title} className="min-w-0">
      <div className="mb-1.5 flex items-baseline justify-between gap-3 border-b border-line pb-1">
        <h3 className="text-sm">{title}</h3>
        {href === undefined ? null : (
          <Link href={href} className="link-accent text-xs">
            {t.rich(`summary.change.${step}`, { hidden: (chunks) => <span className="sr-only">{chunks}</span> })}
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}

function isUnset(value: PlannedField['value']): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function summaryOf(
  { field, value, choices }: PlannedField,
  t: RestoreTranslator,
  answer: ReturnType<typeof useTranslations<'ui'>>,
): KeyValue | null {
  const nameOfChoice = (guid: string) =>
    guid === leftOut ? t('summary.leftOut') : (choices.find((choice) => choice.guid === guid)?.name ?? guid);
  if (field.name === 'originalStorage') return { key: t('summary.storage'), value: t('summary.eachDiskAsItWas') };
  if (field.kind === 'SWITCH') return { key: field.label, value: value === true ? answer('yes') : answer('no') };
  if (keptOtherwise.includes(field.name) && isUnset(value))
    return field.choices.length === 0 ? null : { key: field.label, value: t('field.asItWas') };
  if (value === null || value === '') return null;
  if (typeof value === 'string')
    return { key: field.label, value: field.kind === 'TEXT' ? value : nameOfChoice(value) };
  if (typeof value !== 'object') return null;
  const rows = field.items.filter(({ guid }) => value[guid] !== undefined);
  if (rows.length === 0) return null;
  return {
    key: field.label,
    value: (
      <ul>
        {rows.map(({ guid, name }) => (
          <li key={guid}>
            {name}: {nameOfChoice(value[guid] ?? '')}
          </li>
        ))}
      </ul>
    ),
  };
}
