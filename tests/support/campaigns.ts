import type { Caller } from './caller.js';
import type { Story } from './story.js';

/** A campaign added by this caller; its id. */
export async function addCampaign(caller: Caller, input: Record<string, unknown> = {}): Promise<string> {
  const { data, errors } = await caller.graphql(
    'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } userErrors { code path message } } }',
    { input: { name: 'Spring', ...input } },
  );
  const id = data?.createCampaign?.campaign?.id;
  if (!id) throw new Error(`No campaign was added: ${JSON.stringify({ data, errors })}`);
  return id;
}

/** Takes a step of the machine: `step(owner, 'activate', id)`; the payload, with the codes of what refused it. */
export async function step(caller: Caller, name: string, id: string, expectedVersion?: number) {
  const { data, errors } = await caller.graphql(
    `mutation ($id: ID!, $expectedVersion: Int) { done: ${name}Campaign(id: $id, expectedVersion: $expectedVersion) {
      campaign { id status version } userErrors { code path message } } }`,
    { id, expectedVersion },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.done as {
    campaign: { id: string; status: string; version: number } | null;
    userErrors: { code: string; path: string[]; message: string }[];
  };
}

/** The row as it stands, read behind the application's back. */
export async function campaignRow(story: Story, id: string): Promise<Record<string, unknown>> {
  const [row] = await story.database.query('select * from campaigns where id = $1', [id]);
  return row as Record<string, unknown>;
}

/** What was told of a campaign, oldest first. */
export async function eventsOf(story: Story, id: string): Promise<string[]> {
  const rows = await story.database.query('select type from outbox where object_id = $1 order by sequence', [id]);
  return rows.map(row => row.type as string);
}

/** Recipients of a campaign as `LEAD id` with how they came, in the order they joined. */
export async function recipientsOf(story: Story, id: string) {
  return story.database.query(
    `select person_type, person_id, origin, segment_id, is_sensitive from campaign_recipients
     where campaign_id = $1 order by joined`,
    [id],
  );
}

/** A list of these leads as a segment, behind the application's back; its id. */
export async function listOf(story: Story, practiceId: string, leads: readonly string[]): Promise<string> {
  const [row] = await story.database.query(
    `insert into segments (id, practice_id, created_at, updated_at, name, name_key, applies_to, kind, guards)
     select s.id, $1, now(), now(), s.id::text, s.id::text, 'LEAD', 'STATIC', '{}' from (select gen_random_uuid() as id) s
     returning id`,
    [practiceId],
  );
  const id = row!.id as string;
  await join(story, practiceId, id, leads);
  return id;
}

/** Adds leads to a list. */
export async function join(story: Story, practiceId: string, segmentId: string, leads: readonly string[]) {
  await story.database.query(
    `insert into segment_members (practice_id, segment_id, person_type, person_id, added_at)
     select $1, $2, 'LEAD', unnest($3::uuid[]), now()`,
    [practiceId, segmentId, leads],
  );
}
