import type { InsuranceCard, VerificationStatus } from './insurance.billing.js';

interface Payer {
  names: string[];
  /** The member ids this payer prints on its cards. */
  memberId: RegExp;
}

/** Payers whose member ids have a published or widely documented form. */
const payers: Payer[] = [
  { names: ['aetna'], memberId: /^W\d{9}(\d{2})?$/ },
  { names: ['anthem', 'blue cross', 'blue shield', 'bcbs', 'highmark'], memberId: /^[A-Z]{3}[A-Z0-9]{6,14}$/ },
  { names: ['cigna', 'evernorth'], memberId: /^U\d{8}(\d{2})?$/ },
  { names: ['humana'], memberId: /^H\d{8}(\d{2})?$/ },
  { names: ['kaiser'], memberId: /^\d{8,10}$/ },
  { names: ['unitedhealth', 'united health', 'uhc', 'optum'], memberId: /^\d{9}(\d{2})?$/ },
  { names: ['tricare'], memberId: /^\d{9,11}$/ },
  {
    names: ['medicare'],
    memberId:
      /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/,
  },
];

/**
 * What can be said of a card without asking the payer: its data are missing (FAILED), are not what the payer
 * prints (INELIGIBLE), are (VERIFIED), or the payer is not known here and a person must ask (PENDING).
 */
export function verdictOn(card: InsuranceCard | null): { status: VerificationStatus; reason: string } {
  if (!card?.payer || !card.memberId) return { status: 'FAILED', reason: 'Payer and member id are needed.' };
  const name = card.payer.toLowerCase();
  const payer = payers.find(known => known.names.some(part => name.includes(part)));
  if (!payer) return { status: 'PENDING', reason: 'This payer must be asked by a person.' };
  return payer.memberId.test(card.memberId.toUpperCase().replaceAll(/[\s-]/g, ''))
    ? { status: 'VERIFIED', reason: 'Payer and member id agree; cover itself was not asked for.' }
    : { status: 'INELIGIBLE', reason: 'The member id is not one this payer issues.' };
}
