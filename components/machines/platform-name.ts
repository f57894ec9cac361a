export { platformName } from '@/lib/contracts/platform-name';
