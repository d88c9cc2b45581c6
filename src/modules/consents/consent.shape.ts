import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** One entry of the ledger of consents, as it is read. */
export const consentShape: Shape = {
  noun: 'consentEvent',
  objectType: 'CONSENT',
  from: 'consent_records',
  table: 'consent_records',
  groups: { consent: 'consent:read' },
  fields: {
    id: column('{t}.id'),
    at: instant('{t}.at', 'consent'),
    person: column("json_build_object('type', {t}.person_type, 'id', {t}.person_id)", 'consent'),
    channel: column('{t}.channel', 'consent'),
    purpose: column('{t}.purpose', 'consent'),
    isGiven: column('{t}.is_given', 'consent'),
    wordingVersion: column('{t}.wording_version', 'consent'),
    wording: column('{t}.wording', 'consent'),
    method: column('{t}.method', 'consent'),
    authorization: column(
      `case when {t}.signed_on is not null then json_build_object('signedOn', {t}.signed_on, 'expiresOn', {t}.expires_on,
        'remuneration', {t}.remuneration) end`,
      'consent',
    ),
    ip: column('{t}.ip', 'consent'),
    actorId: column('{t}.actor_id', 'consent'),
    actor: colleague('{t}.actor_id', 'consent'),
  },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz', group: 'consent' } },
};
