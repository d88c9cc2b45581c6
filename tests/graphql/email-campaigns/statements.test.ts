import { beforeAll, expect, test } from '@jest/globals';
import { addCampaign } from '../../support/campaigns.js';
import { addEmailCampaign, asSent } from '../../support/email-campaigns.js';
import { addLead } from '../../support/leads.js';
import { type Person, useStory } from '../../support/story.js';
import { addTemplate } from '../../support/templates.js';

const story = useStory();
const list = `{ emailCampaigns(first: 50) { totalCount nodes { id name status viewerCanSend readiness { isReady } campaign { id name metrics { mail { accepted } } }
  template { id name } segments(first: 5) { nodes { id name } } createdBy { name } recipients(first: 5) { totalCount nodes { id type } }
  metrics { recipients accepted opens { unique } rates { delivered } } tasks(first: 5) { nodes { id title } } } } }`;

let owner: Person;
let campaignId: string;
let templateId: string;
beforeAll(async () => {
  ({ owner } = await story.practice());
  [campaignId, { id: templateId }] = [await addCampaign(owner), await addTemplate(owner)];
});

async function add(): Promise<void> {
  const recipients = [{ type: 'LEAD', id: await addLead(owner) }];
  const id = await addEmailCampaign(owner, { campaignId, templateId, recipients });
  await owner.rest('POST', '/tasks', { title: 'Read it over', relatedTo: { type: 'EMAIL_CAMPAIGN', id } });
  await asSent(story, id);
}

/** Statements that a call sends for its answer: not those of who calls or of what the log gets. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { pool } = story.services.ground.database;
  const { query } = pool;
  let count = 0;
  pool.query = ((...args: Parameters<typeof query>) => {
    const [first] = args as unknown as [string | { text: string }];
    const text = typeof first === 'string' ? first : first.text;
    if (/\bfrom \(?(email_\w+|campaigns|campaign_\w+|leads|segments|tasks|deliveries)\b/.test(text)) count++;
    return query.apply(pool, args);
  }) as typeof query;
  try {
    await work();
  } finally {
    pool.query = query;
  }
  return count;
}

test('a list of email campaigns with their campaign, template and figures is one statement, however many', async () => {
  for (const rows of [1, 9]) {
    const before = (await owner.graphql('{ emailCampaigns { totalCount } }')).data.emailCampaigns.totalCount as number;
    for (let at = before; at < rows; at++) await add();
    const count = await statementsOf(async () => {
      const { data, errors } = await owner.graphql(list);
      expect(errors).toBeUndefined();
      expect(data.emailCampaigns.totalCount).toBe(rows);
      for (const node of data.emailCampaigns.nodes) {
        expect(node).toMatchObject({
          campaign: { id: campaignId, metrics: { mail: { accepted: rows * 3 } } },
          template: { id: templateId },
          recipients: { totalCount: 1 },
          metrics: { recipients: 3, accepted: 3, rates: { delivered: 0 } },
          tasks: { nodes: [{ title: 'Read it over' }] },
        });
      }
    });
    expect(count).toBe(1);
  }
});
