import { addressIndexOf } from '../../platform/encryption/address-index.js';
import type { Ground } from '../../platform/ground.js';

const batch = 1_000;

/** Gives contacts from before there were keyed hashes of addresses theirs; answers how many. */
export async function indexContactAddresses({ database, cipher }: Ground): Promise<number> {
  for (let indexed = 0; ; ) {
    const { rows } = await database.query<{ id: string; practice_id: string; email: string }>(
      'select id, practice_id, email from contacts where email is not null and email_index is null limit $1',
      [batch],
    );
    const hashes = rows.map(row => addressIndexOf(cipher, row.practice_id, row.email));
    // An address that was changed meanwhile has its hash already.
    await database.query(
      `update contacts c set email_index = n.hash
       from unnest($1::uuid[], $2::text[], $3::text[]) as n(id, email, hash) where c.id = n.id and c.email = n.email`,
      [rows.map(row => row.id), rows.map(row => row.email), hashes],
    );
    indexed += rows.length;
    if (rows.length < batch) return indexed;
  }
}
