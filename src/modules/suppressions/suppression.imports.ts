import type { ImportIssue } from '../../platform/importing/import-ledger.js';
import type { DraftRow, ImportNoun } from '../../platform/importing/import-noun.js';

interface Addressed extends DraftRow {
  practiceId: string;
  emailIndex: string | null;
}

const text = `select distinct address_index as "addressIndex" from suppressions
  where practice_id = $1 and address_index = any($2) and topic_key = '' and lifted_at is null`;
const message = 'This address is suppressed: the row is added, and gets no commercial mail.';

/** Imports that tell of rows whose address is suppressed: they are added, and stay unmailed. */
export const tellingOfSuppressed = <Input extends object, Draft extends Addressed>(
  noun: ImportNoun<Input, Draft>,
): ImportNoun<Input, Draft> => ({
  ...noun,
  notices: async (query, entries) => {
    const addresses = entries.flatMap(({ draft }) => draft.emailIndex ?? []);
    if (addresses.length === 0) return [];
    const found = await query<{ addressIndex: string }>(text, [entries[0]!.draft.practiceId, addresses]);
    const suppressed = new Set(found.map(({ addressIndex }) => addressIndex));
    return entries
      .filter(({ draft }) => draft.emailIndex && suppressed.has(draft.emailIndex))
      .map(({ line }) => {
        const fault = { line, path: 'email', code: 'ADDRESS_SUPPRESSED', message };
        return { ...fault, [`${noun.word}Id`]: null } as ImportIssue;
      });
  },
});
