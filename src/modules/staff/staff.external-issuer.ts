import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import { UnauthenticatedError, UnavailableError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';

const algorithms = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'RS256', 'PS256'];

/** What a checked token of the external issuer says. */
export interface ExternalClaims {
  staffId: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** Tokens of another issuer, checked by its published keys and mapped to a member of staff. */
export class ExternalIssuer {
  readonly #settings;
  readonly #keys;

  constructor(readonly ground: Ground) {
    this.#settings = ground.config.oidc;
    this.#keys = this.#settings
      ? createRemoteJWKSet(new URL(this.#settings.jwksUrl), { timeoutDuration: 5_000 })
      : null;
  }

  /** Whether the token says that it is of this issuer; nothing is checked yet. */
  claims(token: string): boolean {
    if (!this.#settings) return false;
    try {
      return decodeJwt(token).iss?.replace(/\/+$/, '') === this.#settings.issuer;
    } catch {
      return false;
    }
  }

  /** Throws UnauthenticatedError, and UnavailableError when the issuer's keys can't be had. */
  async verify(token: string): Promise<ExternalClaims> {
    const { issuer, audience } = this.#settings!;
    try {
      const { payload } = await jwtVerify(token, this.#keys!, {
        algorithms,
        issuer: [issuer, `${issuer}/`],
        audience,
        currentDate: this.ground.clock.now(),
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      const email = payload.email_verified === true ? String(payload.email) : null;
      const staffId = await this.#staffOf(issuer, payload.sub!, email);
      return { staffId, issuedAt: new Date(payload.iat! * 1000), expiresAt: new Date(payload.exp! * 1000) };
    } catch (error) {
      if (
        error instanceof errors.JWKSTimeout ||
        !(error instanceof errors.JOSEError || error instanceof UnauthenticatedError)
      ) {
        throw new UnavailableError(undefined, { cause: error });
      }
      throw new UnauthenticatedError('The access token is not valid.');
    }
  }

  /** The member already bound to the subject, else the one with the verified address, who is bound by it. */
  async #staffOf(issuer: string, subject: string, email: string | null): Promise<string> {
    const { rows } = await this.ground.database.query<{ id: string }>(
      `with bound as (select id from staff_members where external_issuer = $1 and external_subject = $2),
        newly as (
          update staff_members set external_issuer = $1, external_subject = $2
          where lower(email) = lower($3) and external_subject is null and is_active and not exists (select from bound)
          returning id
        )
      select id from bound union all select id from newly`,
      [issuer, subject, email],
    );
    if (!rows[0]) throw new UnauthenticatedError('No account belongs to this token.');
    return rows[0].id;
  }
}
