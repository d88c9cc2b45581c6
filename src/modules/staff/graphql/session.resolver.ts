import { Arg, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { StaffQueries } from '../staff.queries.js';
import type { StaffSessions } from '../staff.sessions.js';
import type { StaffSignIn } from '../staff.sign-in.js';
import { DeviceType, SessionType } from './session.type.js';
import { ChangePasswordInput, RefreshSessionInput, SignInInput } from './staff.inputs.js';
import {
  ChangePasswordPayload,
  RefreshSessionPayload,
  RevokeSessionPayload,
  SignInPayload,
  SignOutPayload,
} from './staff.payloads.js';
import { ViewerType } from './viewer.type.js';

/** The GraphQL door of signing in and of what comes of it. */
@Resolver()
export class SessionResolver {
  constructor(
    readonly signIns: StaffSignIn,
    readonly staffSessions: StaffSessions,
    readonly queries: StaffQueries,
  ) {}

  @Extensions({ permission: 'signedIn' })
  @Query(() => ViewerType, { description: 'Who is calling, and what they may do.' })
  viewer(@Ctx() ctx: RequestContext) {
    return this.queries.viewer(ctx);
  }

  @Extensions({ permission: 'session:read' })
  @Query(() => [SessionType], { description: 'Open sign-ins of the practice, newest first; at most 1000.' })
  sessions(@Ctx() ctx: RequestContext) {
    return this.queries.sessions(ctx);
  }

  @Extensions({ permission: 'session:read' })
  @Query(() => [DeviceType], { description: 'What staff sign in from, last seen first; at most 1000.' })
  devices(
    @Ctx() ctx: RequestContext,
    @Arg('staffId', () => ID, { nullable: true, description: 'Only those of this member.' }) staffId?: string,
  ) {
    return this.queries.devices(ctx, staffId);
  }

  @Extensions({ permission: 'public' })
  @Mutation(() => SignInPayload, {
    description: 'Opens a session. Ten bad tries in five minutes lock the account for a while.',
  })
  signIn(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => SignInInput, { description: 'Who, and with what.' }) input: SignInInput,
  ) {
    return payload(async () => {
      const { viewer, ...tokens } = await this.signIns.signIn(ctx, input);
      return { ...tokens, viewer: await this.queries.describe(viewer) };
    });
  }

  @Extensions({ permission: 'public' })
  @Mutation(() => RefreshSessionPayload, { description: 'New tokens for a refresh token.' })
  refreshSession(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => RefreshSessionInput, { description: 'Who, and with what.' }) input: RefreshSessionInput,
  ) {
    return payload(() => this.staffSessions.refresh(ctx, input));
  }

  @Extensions({ permission: 'signedIn' })
  @Mutation(() => SignOutPayload, { description: 'Ends the session of this call.' })
  signOut(@Ctx() ctx: RequestContext) {
    return payload(async () => {
      await this.staffSessions.signOut(ctx);
      return { isSignedOut: true };
    });
  }

  @Extensions({ permission: 'signedIn' })
  @Mutation(() => RevokeSessionPayload, { description: 'Ends a session of the viewer, or of anyone for an owner.' })
  revokeSession(@Ctx() ctx: RequestContext, @Arg('id', () => ID, { description: 'The session to end.' }) id: string) {
    return payload(async () => {
      await this.staffSessions.revoke(ctx, id);
      return { sessionId: id };
    });
  }

  @Extensions({ permission: 'signedIn' })
  @Mutation(() => ChangePasswordPayload, {
    description: "Changes the viewer's password, ends every session and opens a new one.",
  })
  changePassword(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => ChangePasswordInput, { description: 'Who, and with what.' }) input: ChangePasswordInput,
  ) {
    return payload(() => this.signIns.changePassword(ctx, input));
  }
}
