import { defineEntity, p } from '@mikro-orm/core';

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    practiceId: p.uuid(),
    staffId: p.uuid(),
    deviceId: p.uuid().nullable(),
    ip: p.string().nullable(),
    userAgent: p.string().nullable(),
    createdAt: p.datetime(3),
    lastUsedAt: p.datetime(3),
    expiresAt: p.datetime(3),
    revokedAt: p.datetime(3).nullable(),
    revokedReason: p.string().nullable(),
  },
});

/** One sign-in and every token refreshed from it. */
export class Session extends SessionSchema.class {}
SessionSchema.setClass(Session);

const RefreshTokenSchema = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_tokens',
  properties: {
    id: p.uuid().primary(),
    practiceId: p.uuid(),
    sessionId: p.uuid(),
    tokenHash: p.string(),
    createdAt: p.datetime(3),
    usedAt: p.datetime(3).nullable(),
  },
});

/** Good for one refresh; a second use means that it was stolen. */
export class RefreshToken extends RefreshTokenSchema.class {}
RefreshTokenSchema.setClass(RefreshToken);
