import type { BrowserContext } from '@playwright/test';

/** Messages of browsers during a test, except for those that the test itself causes. */
export class BrowserWatch {
  private readonly complaints: string[] = [];
  private readonly expected: RegExp[] = [];

  /**
   * Listens to every page of this context: exceptions, console errors and warnings, violations of the content security
   * policy.
   */
  async watch(context: BrowserContext): Promise<void> {
    context.on('weberror', (error) => this.complaints.push(`exception: ${error.error().message}`));
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`breach of the content security policy: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
  }

  /** The test causes messages like this one, such as the browser's message on a 404. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  /** Unexpected messages. */
  unexpected(): string[] {
    return this.complaints.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }
}

/** The browser's own message on a response with this status. */
export function statusNote(...statuses: number[]): RegExp {
  return new RegExp(`the server responded with a status of (${statuses.join('|')})`);
}
