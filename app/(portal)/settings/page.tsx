import { redirect } from 'next/navigation';

/** The settings begin with the members. */
export default function Page(): never {
  redirect('/settings/members');
}
