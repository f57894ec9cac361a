import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { MessagePage } from '@/components/ui/message-pages';
import { requireSignedIn } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const [{ me }, t] = await Promise.all([requireSignedIn(), getTranslations('frame')]);
  return { title: t(me.tenants.length === 0 ? 'noAccess.title' : 'suspended.title') };
}

/** For a user who is in no tenant, or whose tenant is suspended. */
export default async function NoAccessPage() {
  const [{ me }, t] = await Promise.all([requireSignedIn(), getTranslations('frame')]);
  if (me.tenant !== null) redirect('/');
  const suspended = me.tenants.filter((tenant) => tenant.suspended);
  if (suspended.length > 0) {
    return (
      <MessagePage title={t('suspended.heading', { tenants: suspended.map(({ name }) => name).join(', ') })}>
        <p>{t('suspended.text')}</p>
        <p>{t(suspended.length < me.tenants.length ? 'suspended.other' : 'suspended.alone')}</p>
      </MessagePage>
    );
  }
  return (
    <MessagePage title={t('noAccess.heading')}>
      <p>{t('noAccess.who', { email: me.user.email })}</p>
      <p>{t('noAccess.next')}</p>
    </MessagePage>
  );
}
