// People to write to, whose protected fields hold words that may turn up nowhere else.
import { idAt, insert } from '../../bench/seed.mjs';

/** Stands in every protected text, so that one search finds whatever got out. */
export const mark = 'zq7canary-planted';

/** Protected values without the mark, as their field takes no words. */
export const plantedValues = ['1931-03-17', '5035550199', 'SUBSTANCE_USE', 'TELEHEALTH'];

export const addressOf = index => `person.${index}@people.example`;

/** Why somebody gets nothing, by what is wrong with the row. */
const flaws = {
  NOT_OK_TO_EMAIL: () => ({ ok_to_email: false }),
  NO_EMAIL_ADDRESS: () => ({ sealed_email: null, email_index: null }),
};

function leadOf(index, { practiceId, cipher, createdAt }, email) {
  const id = idAt(createdAt + index, Math.random);
  const seal = (column, value) => cipher.seal({ practiceId, table: 'leads', column, rowId: id }, value);
  const at = new Date(createdAt + index).toISOString();
  const [first, last] = [`First${index}`, `Last${index}`];
  return {
    id,
    practice_id: practiceId,
    version: 1,
    created_at: at,
    updated_at: at,
    first_name: first,
    last_name: last,
    name_key: `${last} ${first}`.toLowerCase(),
    sealed_email: seal('sealed_email', email),
    email_index: cipher.blindIndex(practiceId, 'email', email.toLowerCase()),
    sealed_contact_details: seal('sealed_contact_details', {
      phone: '+15035550199',
      dateOfBirth: '1931-03-17',
      address: { line1: `${mark}-line`, city: `${mark}-city`, postalCode: mark, country: 'US' },
      safeContactNote: `${mark}-note`,
    }),
    sealed_clinical: seal('sealed_clinical', {
      interestedServices: ['SUBSTANCE_USE'],
      presentingConcern: `${mark}-concern`,
      preferences: { modality: 'TELEHEALTH', days: [`${mark}-day`] },
    }),
    sealed_insurance: seal('sealed_insurance', { payer: `${mark}-payer`, memberId: `${mark}-member` }),
    insurance_status: 'NOT_STARTED',
    ok_to_email: true,
    ok_to_text: false,
    ok_to_voicemail: false,
    source: 'EVENT',
    status: 'NEW',
    stage: 'INQUIRY',
    tags: [],
    is_on_legal_hold: false,
    // Nobody waits for an answer: the worker would raise a task for each while it sends.
    first_responded_at: at,
  };
}

/**
 * Adds this many people who may be mailed, and one in a hundred more who may not: without permission, without an
 * address, or with the address of somebody else. Answers how many rows an audience of all of them has.
 */
export async function seedPeople(client, { practiceId, cipher, count }) {
  const world = { practiceId, cipher, createdAt: Date.now() - 86_400_000 };
  let rows = [];
  let total = 0;
  const flush = async () => {
    total += rows.length;
    await insert(client, 'leads', rows);
    rows = [];
  };
  const extra = Math.max(1, Math.floor(count / 100));
  for (let index = 0; index < count; index++) {
    rows.push(leadOf(index, world, addressOf(index)));
    if (index < extra) rows.push(...misfits(index, world));
    if (rows.length >= 2_000) await flush();
  }
  await flush();
  await client.query('vacuum (analyze) leads');
  return total;
}

function misfits(index, world) {
  const unfit = Object.values(flaws).map((flaw, at) => ({
    ...leadOf(index, world, `unfit.${at}.${index}@people.example`),
    ...flaw(),
  }));
  return [...unfit, leadOf(index, world, addressOf(index))];
}
