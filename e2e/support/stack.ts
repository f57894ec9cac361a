import { SimulatorControl } from '@/scripts/test-support/simulator-control';

/** What one run of browser tests uses; started once by the global set-up. */
export type StackAddresses = {
  portalUrl: string;
  /** Of the shared portal's database, for checking the effect of a request. */
  databaseUrl: string;
  /** Of the database server, for `createTestDatabase`. */
  databaseServer: string;
  simulator: { url: string; httpUrl: string; controlUrl: string; caFile: string; login: string; password: string };
};

export const stackVariable = 'E2E_STACK';

/** The shared portal (demo accounts and ownership), its database and its simulator. Tests that break things start their own. */
export function stack(): StackAddresses & { control: SimulatorControl } {
  const text = process.env[stackVariable];
  if (!text)
    throw new Error('The browser tests run through npm test or npx playwright test, which start what they need');
  const addresses = JSON.parse(text) as StackAddresses;
  return { ...addresses, control: new SimulatorControl(addresses.simulator.controlUrl) };
}
