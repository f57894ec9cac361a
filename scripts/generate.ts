import { ensureGenerated } from '@/scripts/support/generate';
import { runCommand } from '@/scripts/support/run-command';

await runCommand(async () => ensureGenerated());
