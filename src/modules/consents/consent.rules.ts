import { z } from 'zod';
import { id, instant, localDate, oneOf, optionalLine, optionalText } from '../../platform/validation.js';
import { consentChannels, consentMethods, consentPurposes, personTypes } from './consent.vocabulary.js';

/** One lead or contact. */
export const PersonRules = z.strictObject({ type: oneOf(personTypes), id });

const said = {
  person: PersonRules,
  channel: oneOf(consentChannels),
  purpose: oneOf(consentPurposes),
  method: oneOf(consentMethods).nullish(),
  wordingVersion: optionalLine(100),
  wording: optionalText(5000),
};

/** A signed form, as marketing to a client needs one (45 CFR 164.508): its own dates, the last one included. */
const Authorization = z
  .strictObject({ signedOn: localDate, expiresOn: localDate.nullish(), remuneration: optionalLine(500) })
  .refine(({ signedOn, expiresOn }) => !expiresOn || expiresOn >= signedOn, {
    path: ['expiresOn'],
    params: { code: 'OUT_OF_RANGE' },
    message: 'Must not lie before the day of signing.',
  });

export const RecordConsent = z.strictObject({ ...said, authorization: Authorization.nullish() });
export const WithdrawConsent = z.strictObject(said);
export type ConsentInput = z.output<typeof RecordConsent>;
export type AuthorizationDetails = z.input<typeof Authorization>;

/** Whose consents, and as of when; now unless given. */
export const ConsentStatusQuestion = z.strictObject({ person: PersonRules, at: instant.nullish() });
