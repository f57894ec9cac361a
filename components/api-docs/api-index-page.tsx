import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Section } from '@/components/ui/section';
import type { ApiDocument, ApiGroup } from '@/lib/contracts/api-document';
import { errorStatus } from '@/lib/contracts/problem';
import { apiOperationAddress, automateAddress } from '@/lib/client/addresses';
import { MethodMark } from './method-mark';
import { ProblemList } from './problem-list';
import { SchemaFields } from './schema-fields';

/** Every route by group, what all of them share, and the objects that many answers hold. */
export function ApiIndexPage({ document }: { document: ApiDocument }) {
  const t = useTranslations('apiDocs');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          <>
            <LinkButton href={automateAddress()} variant="primary">
              {t('automate.title')}
            </LinkButton>
            <a href="/api/openapi.json" className="link-accent px-2">
              {t('rawDocument')}
            </a>
          </>
        }
      />
      <nav aria-label={t('groups')} className="mb-4">
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {document.tags.map(({ name }) => (
            <li key={name}>
              <a href={`#${name}`} className="link-accent inline-block py-1">
                {t(`group.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="space-y-4">
        {document.tags.map(({ name }) => (
          <GroupSection key={name} group={name} document={document} />
        ))}
        <Section title={t('problems.title')}>
          <p className="mb-2">{t('problems.lead')}</p>
          <ProblemList statuses={[...new Set(Object.values(errorStatus))]} />
        </Section>
        {Object.entries(document.components.schemas).map(([name, schema]) => (
          <Section key={name} title={<code>{name}</code>}>
            <SchemaFields schema={schema} isInput={false} />
          </Section>
        ))}
      </div>
    </>
  );
}

function GroupSection({ group, document }: { group: ApiGroup; document: ApiDocument }) {
  const t = useTranslations('apiDocs');
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags[0] === group)
      .map(([method, operation]) => ({ method, path, operation })),
  );
  return (
    <div id={group}>
      <Section title={t(`group.${group}`)} count={routes.length} padded={false}>
        <ul>
          {routes.map(({ method, path, operation }) => (
            <li
              key={operation.operationId}
              className="grid gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 first:border-t-0 md:items-baseline md:grid-cols-[minmax(0,26rem)_minmax(0,1fr)_auto]"
            >
              <Link
                href={apiOperationAddress(operation.operationId)}
                className="link flex min-w-0 items-baseline gap-2"
              >
                <MethodMark method={method} />
                <code className="min-w-0 break-all">{shortPath(path)}</code>
              </Link>
              <span lang="en" className="text-ink-2">
                {operation.summary}
              </span>
              <code className="text-xs text-ink-3">{operation['x-permission'] ?? ''}</code>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

/** All paths begin alike. */
function shortPath(path: string): string {
  return path.replace(/^\/api\/v1/, '');
}
