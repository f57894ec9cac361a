import type { PreflightCheck } from '@/lib/contracts/restore';
import type { ServerText } from '@/lib/contracts/server-text';

/** One result of a check before a restore starts, with the references of its texts. */
export function checked(
  id: string,
  state: PreflightCheck['state'],
  message: ServerText,
  nextStep: ServerText | null = null,
): PreflightCheck {
  return {
    id,
    state,
    message: message.text,
    messageRef: message.ref,
    nextStep: nextStep?.text ?? null,
    ...(nextStep ? { nextStepRef: nextStep.ref } : {}),
  };
}
