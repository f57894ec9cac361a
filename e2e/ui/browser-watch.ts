import type { BrowserContext } from '@playwright/test';

/** What browsers complained of during a test, save what the test itself provoked. */
export class BrowserWatch {
  private readonly complaints: string[] = [];
  private readonly expected: RegExp[] = [];

  /** Listens to every page of this context: exceptions, console errors and warnings, breaches of the content security policy. */
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

  /** The test provokes complaints like this one, such as the browser's note on a 404 that it asked for. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  /** Complaints that nobody expected. */
  unexpected(): string[] {
    return this.complaints.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }
}

/** The browser's own note on an answer with this status. */
export function statusNote(...statuses: number[]): RegExp {
  return new RegExp(`the server responded with a status of (${statuses.join('|')})`);
}
