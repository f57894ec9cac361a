import 'server-only';
import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { nextAuthOptions } from './next-auth-options';
import type { AuthRequest } from './next-auth-options';

type AuthContext = { params: Promise<{ nextauth: string[] }> };

/** Answers one request of `/api/auth/*` by next-auth. */
export async function handleAuthRequest(
  request: NextRequest,
  context: AuthContext,
  known: AuthRequest,
): Promise<Response> {
  return (await NextAuth(request, context, nextAuthOptions(known))) as Response;
}
