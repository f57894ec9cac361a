import { authRoute } from '@/lib/http/routes/auth-route';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';

export const GET = authRoute('GET');
export const POST = authRoute('POST');
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
