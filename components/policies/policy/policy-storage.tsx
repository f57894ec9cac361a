'use client';

import { useTranslations } from 'next-intl';
import { KeyValues, Section } from '@/components/ui/section';
import type { PolicyWords } from '@/lib/client/drafts/schedule-draft';
import type { Policy } from '@/lib/contracts/policy';

type Part = Policy['retention']['full'];

/** Where a policy stores, and how long. */
export function PolicyStorage({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  const { destination, secondaryDestination, retention, priority, autoRemoveNonPresent, readOnly } = policy;
  return (
    <Section title={t('policy.storage')}>
      <KeyValues
        items={[
          {
            key: t('policy.destination'),
            value: destination?.name ?? <span className="text-late">{t('policy.noDestination')}</span>,
          },
          secondaryDestination ? { key: t('policy.secondCopy'), value: secondaryDestination.name } : null,
          { key: t('policy.full'), value: keepWords(retention.full, t) },
          { key: t('policy.incremental'), value: keepWords(retention.incremental, t) },
          { key: t('policy.priority'), value: priority },
          readOnly
            ? null
            : {
                key: t('policy.missingMachines'),
                value: t(autoRemoveNonPresent ? 'policy.missingRemoved' : 'policy.missingStay'),
              },
        ]}
      />
      <p className="mt-3 text-xs text-ink-3">{t('policy.eitherLimit')}</p>
    </Section>
  );
}

/** Whole days as such; a part of one to the hour, and said to be about so long. */
function daysText(days: number, t: PolicyWords): string {
  if (Number.isInteger(days)) return t('retention.days', { days });
  const hours = Math.round((days % 1) * 24);
  return days < 1
    ? t('retention.hours', { hours: Math.max(1, hours) })
    : t('retention.daysAndHours', { days: Math.floor(days), hours });
}

function keepWords({ keepLast, keepDays }: Part, t: PolicyWords): string {
  if (keepDays === null) return keepLast === null ? t('retention.unset') : t('retention.last', { count: keepLast });
  const time = daysText(keepDays, t);
  return keepLast === null ? t('retention.longest', { time }) : t('retention.both', { count: keepLast, time });
}
