import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { MembersPage } from '@/components/members/members-page';
import { readMemberListAddress } from '@/lib/client/list-addresses';
import { memberListRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('members');
  return { title: t('title') };
}

export default async function Page({ searchParams }: PageProps<'/settings/members'>) {
  const { scope } = await requireScope('member:read');
  const params = readMemberListAddress(await addressOf(searchParams));
  return (
    <PageMessages areas={['members']}>
      <FirstContent scope={scope} reads={[memberListRead(params)]}>
        <MembersPage />
      </FirstContent>
    </PageMessages>
  );
}
