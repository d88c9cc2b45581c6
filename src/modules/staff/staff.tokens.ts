import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, errors, exportJWK, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../platform/clock.js';
import { UnauthenticatedError } from '../../platform/errors/errors.js';

export const accessTokenSeconds = 15 * 60;
const issuer = 'practice-crm';
const audience = 'practice-crm-api';
const requiredClaims = ['sub', 'sid', 'practice', 'epoch', 'exp'];

/** What an access token says of its holder. */
export interface AccessClaims {
  staffId: string;
  practiceId: string;
  sessionId: string;
  /** Must equal the account's, which grows when its tokens are to end. */
  epoch: number;
  expiresAt: Date;
}

/** Signs and checks access tokens: EdDSA only, our own key, issuer and audience. */
export class AccessTokens {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #keyId: Promise<string>;

  constructor(
    signingKey: Buffer,
    readonly clock: Clock,
  ) {
    this.#privateKey = createPrivateKey({ key: signingKey, format: 'der', type: 'pkcs8' });
    this.#publicKey = createPublicKey(this.#privateKey);
    this.#keyId = exportJWK(this.#publicKey).then(jwk => calculateJwkThumbprint(jwk));
  }

  async sign(claims: AccessClaims): Promise<string> {
    return new SignJWT({ practice: claims.practiceId, sid: claims.sessionId, epoch: claims.epoch })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: await this.#keyId })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(claims.staffId)
      .setIssuedAt(this.clock.now())
      .setExpirationTime(claims.expiresAt)
      .sign(this.#privateKey);
  }

  /** Throws UnauthenticatedError for anything that was not signed here for now. */
  async verify(token: string): Promise<AccessClaims> {
    try {
      const keyId = await this.#keyId;
      const { payload } = await jwtVerify(
        token,
        header => {
          if (header.kid !== keyId) throw new errors.JWKSNoMatchingKey();
          return this.#publicKey;
        },
        { algorithms: ['EdDSA'], typ: 'at+jwt', issuer, audience, currentDate: this.clock.now(), requiredClaims },
      );
      return {
        staffId: String(payload.sub),
        practiceId: String(payload.practice),
        sessionId: String(payload.sid),
        epoch: Number(payload.epoch),
        expiresAt: new Date(payload.exp! * 1000),
      };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new UnauthenticatedError('The access token is not valid.');
      throw error;
    }
  }
}

/** 256 random bits, readable in a header; `prefix` tells people and secret scanners what it is. */
export const newSecret = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`;

/** What is kept of a secret; it has 256 random bits, so that a plain hash can't be guessed back. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
