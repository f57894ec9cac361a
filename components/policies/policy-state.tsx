'use client';

import { clsx } from 'clsx';
import { CircleCheck, CircleSlash, CircleX, LoaderCircle, Lock, TriangleAlert, Unlink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time-text';
import { useFormats } from '@/lib/client/format/formats';
import type { Score } from '@/lib/contracts/expected-run';
import type { Policy } from '@/lib/contracts/policy';

/** On or off, or a change in progress. */
export function PolicyStateBadge({
  policy,
  plain,
}: {
  policy: Pick<Policy, 'active' | 'condition'>;
  plain?: boolean | undefined;
}) {
  const t = useTranslations('policies');
  if (policy.condition === 'SAVING')
    return (
      <Badge plain={plain} tone="run" icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />}>
        {t('state.saving')}
      </Badge>
    );
  if (policy.condition === 'DELETING')
    return (
      <Badge plain={plain} tone="run" icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />}>
        {t('state.deleting')}
      </Badge>
    );
  if (policy.condition === 'CHANGED_ELSEWHERE')
    return (
      <Badge plain={plain} tone="late" icon={<TriangleAlert aria-hidden />}>
        {t(policy.active ? 'state.onChangedElsewhere' : 'state.offChangedElsewhere')}
      </Badge>
    );
  if (policy.condition === 'CANNOT_RUN')
    return (
      <Badge plain={plain} tone="fail" icon={<Unlink aria-hidden />}>
        {t('state.cannotRun')}
      </Badge>
    );
  return policy.active ? (
    <Badge plain={plain} tone="ok" icon={<CircleCheck aria-hidden />}>
      {t('state.on')}
    </Badge>
  ) : (
    <Badge plain={plain} icon={<CircleSlash aria-hidden />}>
      {t('state.off')}
    </Badge>
  );
}

/** Made by the provider. */
export function ReadOnlyBadge() {
  const t = useTranslations('policies');
  return (
    <Badge icon={<Lock aria-hidden />} title={t('state.readOnlyWhy')}>
      {t('state.readOnly')}
    </Badge>
  );
}

/** The same in a table. */
export function ReadOnlyMark() {
  const t = useTranslations('policies');
  return (
    <span className="shrink-0 text-ink-3" {...tooltipProps(t('state.readOnlyWhy'))}>
      <Lock aria-hidden className="size-3.5" />
      <span className="sr-only">{t('state.readOnly')}</span>
    </span>
  );
}

/** Problems of a policy. */
export function PolicyCondition({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  const { condition, obstacle, active, machines } = policy;
  if (condition === 'SAVING') {
    return (
      <Notice tone="info" role="status" className="mb-4" title={t('condition.saving')}>
        {t('condition.savingText')}
      </Notice>
    );
  }
  if (condition === 'DELETING') {
    return (
      <Notice tone="info" role="status" className="mb-4" title={t('condition.deleting')}>
        {t('condition.deletingText')}
      </Notice>
    );
  }
  if (obstacle !== null) {
    return (
      <Notice tone="fail" className="mb-4" title={wordsOfServer(obstacle.reason, obstacle.reasonRef)}>
        {t('condition.obstacle', {
          count: machines.length,
          nextStep: wordsOfServer(obstacle.nextStep, obstacle.nextStepRef),
        })}
      </Notice>
    );
  }
  if (condition === 'CHANGED_ELSEWHERE') {
    return (
      <Notice tone="late" className="mb-4" title={t('condition.changedElsewhere')}>
        {t('condition.changedElsewhereText')}
      </Notice>
    );
  }
  if (!active) {
    return (
      <Notice tone="late" className="mb-4" title={t('condition.off')}>
        {t('condition.offText', { count: machines.length })}
      </Notice>
    );
  }
  return null;
}

/** The result of the newest run that has ended. */
export function LastResult({ result }: { result: Policy['lastResult'] }) {
  const t = useTranslations('policies');
  if (!result) return <span className="text-ink-3">{t('lastResult.none')}</span>;
  const { kept, failed, at } = result;
  const words =
    failed === 0
      ? t('lastResult.onSchedule', { count: kept })
      : kept === 0
        ? t('lastResult.notOnSchedule', { count: failed })
        : t('lastResult.partly', { failed, total: kept + failed });
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <Badge
        plain
        tone={failed === 0 ? 'ok' : 'fail'}
        icon={failed === 0 ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
      >
        {words}
      </Badge>
      <RelativeTime at={at} className="text-ink-3" />
    </span>
  );
}

/** Below this share, so many runs were missed that somebody should check. */
const poorBelow = 90;

function srOnly(chunks: ReactNode) {
  return <span className="sr-only">{chunks}</span>;
}

/** The success rate of the runs: `98 %`, with the counts on hover. */
export function ScoreText({ score, days }: { score: Score; days: number }) {
  const t = useTranslations('policies');
  const format = useFormats();
  const { expected, kept, percent } = score;
  if (percent === null) return <span className="text-ink-3">{t.rich('score.none', { days, sr: srOnly })}</span>;
  return (
    <span
      {...tooltipProps(t('score.hint', { kept, expected, days }))}
      className={clsx(
        'tabular-nums',
        percent < poorBelow ? 'font-medium text-fail' : percent < 100 ? 'text-late' : 'text-ink-2',
      )}
    >
      {t.rich('score.text', { percent: format.percent(score), kept, expected, days, sr: srOnly })}
    </span>
  );
}
