import { ensureBuild } from '@/scripts/support/build';
import { runCommand } from '@/scripts/support/run-command';

/**
 * `npm run build`: the production build, with everything that `npm start` and the Dockerfile serve in
 * `.next/standalone`.
 */
await runCommand(async () => {
  await ensureBuild({ force: true, onProgress: (text) => process.stdout.write(`${text}\n`) });
  process.stdout.write('Built .next/standalone: npm start runs it.\n');
});
