import { z } from 'zod';
import { noContent, one } from '../../../platform/rest/answers.js';
import type { Route } from '../../../platform/rest/route.js';
import { RefreshSession, SignIn } from '../staff.rules.js';
import type { IssuedTokens, StaffSessions } from '../staff.sessions.js';
import type { StaffSignIn } from '../staff.sign-in.js';

const Tokens = z
  .object({
    accessToken: z.string().meta({ description: 'Send it as `Authorization: Bearer …`; good for 15 minutes.' }),
    refreshToken: z.string().meta({ description: 'Good for one refresh; a second use ends the session.' }),
    expiresAt: z.iso.datetime().meta({ description: 'When the access token ends.' }),
  })
  .meta({ id: 'Tokens' });

const present = ({ accessToken, refreshToken, expiresAt }: IssuedTokens) => ({
  accessToken,
  refreshToken,
  expiresAt: expiresAt.toISOString(),
});

const tag = 'Authentication';

/** The REST door of signing in. */
export function authRoutes(signIns: StaffSignIn, sessions: StaffSessions): Route[] {
  return [
    {
      ...{ method: 'post', path: '/auth/sign-in', operation: 'signIn', permission: 'public', tag },
      summary: 'Opens a session; ten bad tries in five minutes lock the account for a while',
      body: SignIn,
      answer: Tokens,
      handle: async (ctx, { body }) => one(present(await signIns.signIn(ctx, body))),
    },
    {
      ...{ method: 'post', path: '/auth/refresh', operation: 'refreshSession', permission: 'public', tag },
      summary: 'New tokens for a refresh token, once',
      body: RefreshSession,
      answer: Tokens,
      handle: async (ctx, { body }) => one(present(await sessions.refresh(ctx, body))),
    },
    {
      ...{ method: 'post', path: '/auth/sign-out', operation: 'signOut', permission: 'signedIn', tag },
      summary: 'Ends the session of this call',
      status: 204,
      handle: async ctx => {
        await sessions.signOut(ctx);
        return noContent();
      },
    },
  ];
}
