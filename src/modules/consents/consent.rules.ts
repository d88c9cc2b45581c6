import { z } from 'zod';
import { id, instant, oneOf, optionalLine, optionalText } from '../../platform/validation.js';
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

export const RecordConsent = z.strictObject(said);
export const WithdrawConsent = z.strictObject(said);
export type ConsentInput = z.output<typeof RecordConsent>;

/** Whose consents, and as of when; now unless given. */
export const ConsentStatusQuestion = z.strictObject({ person: PersonRules, at: instant.nullish() });
