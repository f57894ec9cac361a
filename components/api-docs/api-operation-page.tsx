import { useTranslations } from 'next-intl';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { KeyValues, Section } from '@/components/ui/section';
import type { ApiOperation, ApiResponse } from '@/lib/contracts/api-document';
import { apiDocsAddress } from '@/lib/client/addresses';
import { rolePermissions, roles } from '@/lib/contracts/me';
import { CodeBlock } from './code-block';
import { MethodMark } from './method-mark';
import { ProblemList } from './problem-list';
import { isJsonAnswer, requestExamples } from './request-examples';
import { FieldRow, SchemaFields } from './schema-fields';
import { TryIt } from './try-it';

/** What the examples are written in. */
const languages = { curl: 'curl', typescript: 'TypeScript' } as const;

interface ApiOperationPageProps {
  method: string;
  path: string;
  operation: ApiOperation;
}

/** One route: what it takes, what it answers, how to call it, and a way to try it. */
export function ApiOperationPage({ method, path, operation }: ApiOperationPageProps) {
  const t = useTranslations('apiDocs');
  const examples = requestExamples({ method, path, operation });
  const body = operation.requestBody?.content['application/json'];
  const answers = Object.entries(operation.responses).filter(
    (entry): entry is [string, ApiResponse] => entry[0].startsWith('2') && !('$ref' in entry[1]),
  );
  const problems = Object.keys(operation.responses)
    .map(Number)
    .filter((status) => status >= 400);
  return (
    <>
      <PageHeader
        before={
          <Breadcrumbs
            items={[{ label: t('title'), href: apiDocsAddress() }, { label: t(`group.${operation.tags[0]}`) }]}
          />
        }
        title={
          <span className="flex flex-wrap items-baseline gap-x-2">
            <MethodMark method={method} />
            <code className="min-w-0 text-lg break-all">{path}</code>
          </span>
        }
        description={<span lang="en">{operation.summary}</span>}
      />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] xl:items-start">
        <div className="min-w-0 space-y-4">
          <Section title={t('access.title')}>
            <Access operation={operation} />
          </Section>
          {operation.parameters.length > 0 ? (
            <Section title={t('parameters')}>
              <ul>
                {operation.parameters.map(({ in: place, name, schema, required }) => (
                  <FieldRow
                    key={`${place} ${name}`}
                    name={place === 'header' ? name : place === 'path' ? `{${name}}` : `?${name}=`}
                    schema={schema}
                    mark={required ? 'required' : null}
                    isInput
                  />
                ))}
              </ul>
            </Section>
          ) : null}
          {body ? (
            <Section title={t('body')}>
              <SchemaFields schema={body.schema} isInput />
            </Section>
          ) : null}
          {answers.map(([status, response]) => (
            <Section key={status} title={t('answer', { status })}>
              <Answer response={response} />
            </Section>
          ))}
          <Section title={t('problems.title')}>
            <ProblemList statuses={problems} />
            <p className="mt-2 text-ink-2">{t('problems.more')}</p>
          </Section>
        </div>
        <div className="min-w-0 space-y-4">
          <Section title={t('try.title')}>
            <TryIt
              path={path}
              parameters={operation.parameters.filter((parameter) => parameter.in !== 'header')}
              kind={method !== 'get' ? 'write' : isJsonAnswer(operation) || isText(answers) ? 'read' : 'stream'}
            />
          </Section>
          <Section title={t('examples.title')}>
            <div className="space-y-3">
              <CodeBlock label={languages.curl} copyLabel={t('examples.copyCurl')} text={examples.curl} />
              <CodeBlock
                label={languages.typescript}
                copyLabel={t('examples.copyTypescript')}
                text={examples.typescript}
              />
            </div>
          </Section>
        </div>
      </div>
    </>
  );
}

/** Permission, and the roles that have it. */
function Access({ operation }: { operation: ApiOperation }) {
  const t = useTranslations('apiDocs.access');
  const roleName = useTranslations('frame.role');
  const permission = operation['x-permission'];
  const holders = roles.filter((role) => permission !== null && rolePermissions[role].includes(permission));
  if (operation.security.length === 0) return <p>{t('public')}</p>;
  if (permission === null) return <p>{t('anybody')}</p>;
  return (
    <KeyValues
      items={[
        { key: t('permission'), value: <code>{permission}</code> },
        {
          key: t('roles'),
          value: permission === 'provider' ? t('provider') : holders.map((role) => roleName(role)).join(', '),
        },
      ]}
    />
  );
}

function Answer({ response }: { response: ApiResponse }) {
  const t = useTranslations('apiDocs');
  const [type, content] = Object.entries(response.content ?? {})[0] ?? [];
  if (type === undefined || content === undefined) return <p>{t('noBody')}</p>;
  return (
    <div className="space-y-3">
      <p className="text-ink-2">
        <code>{type}</code>
      </p>
      <SchemaFields schema={content.schema} isInput={false} />
      {content.example === undefined ? null : (
        <CodeBlock
          label={t('examples.answer')}
          copyLabel={t('examples.copyAnswer')}
          text={JSON.stringify(content.example, null, 2)}
        />
      )}
    </div>
  );
}

function isText(answers: readonly (readonly [string, ApiResponse])[]): boolean {
  return answers.some(([, { content }]) => 'text/plain' in (content ?? {}));
}
