import { noOtherMethods } from '@/lib/http/routes/no-other-methods';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
