import { newId } from '../../platform/clock.js';

/** One bound statement, inside the caller's transaction when it has one. */
export type Run = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

const place = `
  insert into tracked_links (id, practice_id, email_campaign_id, created_at, position, url)
  select l.id, $1, $2, now(), l.position - 1, l.url
  from unnest($3::uuid[], $4::text[]) with ordinality l (id, url, position)
  on conflict (email_campaign_id, position) do update set url = excluded.url
  returning id, position`;

/** Where the links of a message lead: the address is kept here, so that a token can lead nowhere else. */
export const TrackedLinks = {
  /** The ids of an email campaign's links in the order of `urls`; asked for again, the same ones. */
  async of(run: Run, practiceId: string, emailCampaignId: string, urls: readonly string[]): Promise<string[]> {
    if (urls.length === 0) return [];
    const ids = urls.map(newId);
    const rows = await run<{ id: string; position: number }>(place, [practiceId, emailCampaignId, ids, [...urls]]);
    return rows.toSorted((a, b) => a.position - b.position).map(({ id }) => id);
  },
};
