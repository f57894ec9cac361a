import { authRoute } from '@/lib/http/auth-route';
import { noOtherMethods } from '@/lib/http/no-other-methods';

export const GET = authRoute('GET');
export const POST = authRoute('POST');
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
