/** Set by the proxy: path and query of the page that was asked for, so that a sign-in leads back to it. */
export const pathHeader = 'x-portal-path';
