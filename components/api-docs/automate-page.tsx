import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Section } from '@/components/ui/section';
import { apiDocsAddress } from '@/lib/client/addresses';
import { CodeBlock } from './code-block';

/** How a script uses the API: token, first request, starting work, waiting for it, lists and monitoring. */
export function AutomatePage({ portal }: { portal: string }) {
  const t = useTranslations('apiDocs');
  const steps = scripts(portal);
  return (
    <>
      <PageHeader
        before={<Breadcrumbs items={[{ label: t('title'), href: apiDocsAddress() }, { label: t('automate.title') }]} />}
        title={t('automate.title')}
        description={t('automate.lead')}
      />
      <div className="max-w-4xl space-y-4">
        {(['token', 'first', 'start', 'wait', 'list', 'monitor'] as const).map((step) => (
          <Section key={step} title={t(`automate.${step}.title`)}>
            <div className="space-y-3">
              <p>{t.rich(`automate.${step}.text`, { code: codeWord })}</p>
              {steps[step].map(({ label, text }) => (
                <CodeBlock key={label} label={label} copyLabel={t('examples.copy', { name: label })} text={text} />
              ))}
            </div>
          </Section>
        ))}
        <Section title={t('automate.rules.title')}>
          <ul className="list-disc space-y-1 pl-5">
            {(['tenant', 'problems', 'retry', 'key'] as const).map((rule) => (
              <li key={rule}>{t.rich(`automate.rules.${rule}`, { code: codeWord })}</li>
            ))}
          </ul>
        </Section>
      </div>
    </>
  );
}

const codeWord = (chunks: ReactNode) => <code className="rounded-xs bg-sunken px-1 py-0.5">{chunks}</code>;

function scripts(portal: string) {
  const [curl, typescript] = ['curl', 'TypeScript'] as const;
  return {
    token: [
      { label: curl, text: `PORTAL=${portal}\nTOKEN=spt_...` },
      { label: typescript, text: `const portal = '${portal}';\nconst token = process.env.PORTAL_TOKEN;` },
    ],
    first: [
      { label: curl, text: 'curl "$PORTAL/api/v1/me" \\\n  -H "Authorization: Bearer $TOKEN"' },
      {
        label: typescript,
        text: [
          'async function ask(path, options = {}) {',
          '  const response = await fetch(`${portal}/api/v1${path}`, {',
          '    ...options,',
          '    headers: { Authorization: `Bearer ${token}`, ...options.headers },',
          '  });',
          '  const answer = await response.json();',
          '  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail} (${answer.requestId})`);',
          '  return answer;',
          '}',
          '',
          "const { tenant, role } = await ask('/me');",
        ].join('\n'),
      },
    ],
    start: [
      {
        label: typescript,
        text: [
          "const { operations } = await ask('/backups', {",
          "  method: 'POST',",
          "  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },",
          "  body: JSON.stringify({ machines: [guid], type: 'INCREMENTAL' }),",
          '});',
        ].join('\n'),
      },
    ],
    wait: [
      {
        label: typescript,
        text: [
          "const over = ['SUCCEEDED', 'WARNING', 'FAILED', 'CANCELLED', 'NOT_STARTED'];",
          'let operation = operations[0];',
          'while (!over.includes(operation.state)) {',
          '  await new Promise((resolve) => setTimeout(resolve, 5_000));',
          '  operation = await ask(`/operations/${operation.id}`);',
          '}',
        ].join('\n'),
      },
    ],
    list: [
      {
        label: curl,
        text: 'curl "$PORTAL/api/v1/machines?protection=LATE&protection=FAILING&pageSize=200&page=1" \\\n  -H "Authorization: Bearer $TOKEN"',
      },
    ],
    monitor: [
      { label: curl, text: 'curl "$PORTAL/api/v1/status" \\\n  -H "Authorization: Bearer $TOKEN"' },
      {
        label: 'prometheus.yml',
        text: [
          'scrape_configs:',
          '  - job_name: backups',
          '    scheme: https',
          '    metrics_path: /api/v1/metrics/tenant',
          '    authorization:',
          '      credentials_file: /etc/prometheus/portal-token',
          '    static_configs:',
          `      - targets: ['${portal.replace(/^https?:\/\//, '')}']`,
        ].join('\n'),
      },
    ],
  };
}
