import { noOtherMethods } from '@/lib/http/no-other-methods';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
