import { describe, expect, test } from '@jest/globals';
import { addCampaign, campaignRow, listOf, recipientsOf, step } from '../support/campaigns.js';
import { addLead, randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

const whole = {
  name: 'Spring',
  type: 'event',
  channels: ['print', 'EVENT'],
  goals: [{ metric: 'leads', target: 10 }],
  budget: { amountMinor: 100_000, currency: 'usd' },
  content: { headline: 'Here' },
};

describe('/campaigns', () => {
  test('are added, read, changed by version, deleted and restored', async () => {
    const { owner } = await story.practice();
    const added = await owner.rest('POST', '/campaigns', whole);
    expect(added.status).toBe(201);
    const { id } = added.body.data;
    expect(added.headers.get('location')).toBe(`/api/v1/campaigns/${id}`);
    expect(added.headers.get('etag')).toBe('"1"');
    expect(added.body.data).toMatchObject({
      ...whole,
      type: 'EVENT',
      channels: ['PRINT', 'EVENT'],
      goals: [{ metric: 'LEADS', target: 10, actual: 0, percent: 0 }],
      budget: { amountMinor: 100_000, currency: 'USD' },
      content: { headline: 'Here' },
      status: 'DRAFT',
      spent: { amountMinor: 0, currency: 'USD' },
      metrics: { recipients: 0, leads: 0, spentMinor: 0, costPerLeadMinor: null },
      ownerId: owner.id,
      viewerCanActivate: true,
    });
    const read = await owner.rest('GET', `/campaigns/${id}`);
    expect([read.status, read.body.data]).toEqual([200, added.body.data]);
    const changed = await owner.rest('PUT', `/campaigns/${id}`, { name: 'Summer' }, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag'), changed.body.data.name]).toEqual([200, '"2"', 'Summer']);
    expect((await owner.rest('PUT', `/campaigns/${id}`, { name: 'X' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await owner.rest('PUT', `/campaigns/${id}`, { status: 'ACTIVE' })).status).toBe(422);
    expect((await owner.rest('DELETE', `/campaigns/${id}`)).status).toBe(204);
    expect((await owner.rest('GET', `/campaigns/${id}`)).status).toBe(404);
    const back = await owner.rest('POST', `/campaigns/${id}/restore`);
    expect([back.status, back.body.data.name]).toEqual([200, 'Summer']);
  });

  test('are listed by field, word, order and page', async () => {
    const { owner } = await story.practice();
    const [a, b, c] = [
      await addCampaign(owner, { name: 'Alpha', type: 'PRINT' }),
      await addCampaign(owner, { name: 'Beta', type: 'EMAIL', startAt: '2031-01-02T00:00:00Z' }),
      await addCampaign(owner, { name: 'Gamma', type: 'EMAIL', ownerId: null }),
    ];
    const ids = async (query: string) =>
      (await owner.rest('GET', `/campaigns?${query}`)).body.data.map((row: { id: string }) => row.id);
    expect(await ids('')).toEqual([c, b, a]);
    expect(await ids('sort=name')).toEqual([a, b, c]);
    expect(await ids('type=email&type=PRINT&sort=-name')).toEqual([c, b, a]);
    expect(await ids('type=email&ownerId=none')).toEqual([c]);
    expect(await ids('startFrom=2031-01-01T00:00:00Z')).toEqual([b]);
    expect(await ids('search=gam')).toEqual([c]);
    const page = await owner.rest('GET', '/campaigns?limit=2&page=2');
    expect(page.body.pagination).toMatchObject({ page: 2, limit: 2, total: 3, totalPages: 2 });
    expect(page.body.data).toHaveLength(1);
    const first = await owner.rest('GET', '/campaigns?limit=2');
    expect(await ids(`limit=2&cursor=${encodeURIComponent(first.body.pagination.nextCursor)}`)).toEqual([a]);
    expect((await owner.rest('GET', '/campaigns?nothing=1')).status).toBe(400);
    expect((await owner.rest('GET', '/campaigns?limit=101')).status).toBe(400);
  });

  test('walk the machine', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const startAt = new Date(story.clock.now().getTime() + 3_600_000).toISOString();
    const put = async (name: string, body?: object) => {
      const answer = await owner.rest('PUT', `/campaigns/${id}/${name}`, body);
      return answer.body.data?.status ?? answer.body.error.code;
    };
    expect(await put('schedule', {})).toBe('INVALID');
    expect(await put('schedule', { startAt })).toBe('SCHEDULED');
    expect(await put('pause')).toBe('INVALID_TRANSITION');
    expect(await put('activate', {})).toBe('ACTIVE');
    expect(await put('pause')).toBe('PAUSED');
    expect(await put('resume')).toBe('ACTIVE');
    const refused = await owner.rest('DELETE', `/campaigns/${id}`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'CAMPAIGN_ACTIVE']);
    expect(await put('complete')).toBe('COMPLETED');
    const late = await owner.rest('PUT', `/campaigns/${id}/cancel`);
    expect([late.status, late.body.error.code]).toEqual([409, 'INVALID_TRANSITION']);
    expect(late.body.error.message).toMatch(/COMPLETED.*CANCELLED/);
    expect((await owner.rest('PUT', `/campaigns/${randomId}/cancel`)).status).toBe(404);
  });

  test('take recipients by name and by segment, and let them go', async () => {
    const { owner, practice } = await story.practice();
    const id = await addCampaign(owner);
    const [one, two] = [await addLead(owner), await addLead(owner)];
    const segment = await listOf(story, practice.id, [two]);
    const put = (body: object) => owner.rest('PUT', `/campaigns/${id}/recipients`, body);
    const recipients = [
      { type: 'lead', id: one },
      { type: 'CONTACT', id: randomId },
    ];
    const first = await put({ recipients, segmentIds: [segment] });
    expect([first.status, first.body]).toEqual([
      200,
      { data: { added: 2, alreadyPresent: 0, rejected: [{ type: 'CONTACT', id: randomId, code: 'NOT_FOUND' }] } },
    ]);
    const again = await put({ recipients: [{ type: 'LEAD', id: one }], segmentIds: [segment] });
    expect(again.body.data).toEqual({ added: 0, alreadyPresent: 1, rejected: [] });
    expect((await put({ recipients: [{ type: 'HOUSE', id: one }] })).status).toBe(422);
    expect((await put({ segmentIds: [randomId] })).status).toBe(422);
    const remove = (path: string) => owner.rest('DELETE', `/campaigns/${id}/recipients/${path}`);
    expect((await remove(`lead/${one}`)).status).toBe(204);
    expect((await remove(`LEAD/${one}`)).status).toBe(404);
    expect((await remove(`HOUSE/${two}`)).status).toBe(404);
    expect((await remove(`CONTACT/${two}`)).status).toBe(404);
    expect((await recipientsOf(story, id)).map(row => row.person_id)).toEqual([two]);
    await step(owner, 'cancel', id);
    expect((await put({ recipients: [{ type: 'LEAD', id: one }] })).body.error.code).toBe('CAMPAIGN_CLOSED');
  });

  test('take expenses, late ones too', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    await step(owner, 'cancel', id);
    const expense = { spentOn: '2026-02-03', amountMinor: 1_250, category: 'Print', note: null };
    const added = await owner.rest('POST', `/campaigns/${id}/expenses`, expense);
    expect([added.status, added.headers.get('location')]).toEqual([201, `/api/v1/campaigns/${id}`]);
    expect(added.body.data).toMatchObject({ ...expense, campaignId: id, createdBy: { id: owner.id } });
    expect((await owner.rest('GET', `/campaigns/${id}`)).body.data.spent).toEqual({
      amountMinor: 1_250,
      currency: 'USD',
    });
    expect(await campaignRow(story, id)).toMatchObject({ version: 2 });
  });

  test('list their recipients and expenses by page, without those that are not for the caller', async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const [id, other] = [await addCampaign(owner), await addCampaign(owner)];
    const leads = [await addLead(owner), await addLead(owner), await addLead(owner)];
    const add = (campaign: string, lead: string) =>
      owner.rest('PUT', `/campaigns/${campaign}/recipients`, { recipients: [{ type: 'LEAD', id: lead }] });
    const spend = (campaign: string, spentOn: string, amountMinor: number) =>
      owner.rest('POST', `/campaigns/${campaign}/expenses`, { spentOn, amountMinor });
    for (const lead of leads) await add(id, lead);
    await add(other, leads[0]!);
    for (const day of ['2026-02-01', '2026-02-03', '2026-02-02']) await spend(id, day, 5);
    await spend(other, '2026-02-04', 9);
    const list = async (path: string) => (await owner.rest('GET', `/campaigns/${id}/${path}`)).body;
    const first = await list('recipients?limit=2');
    expect(first.pagination).toMatchObject({ page: 1, total: 3, totalPages: 2, nextCursor: expect.any(String) });
    expect(first.data).toMatchObject([
      { id: leads[0], type: 'LEAD', origin: 'HAND', segmentId: null, addedById: owner.id },
      { id: leads[1] },
    ]);
    const cursor = encodeURIComponent(first.pagination.nextCursor);
    for (const next of [`limit=2&cursor=${cursor}`, 'limit=2&page=2']) {
      expect((await list(`recipients?${next}`)).data).toMatchObject([{ id: leads[2] }]);
    }
    expect((await list('recipients?sort=-addedAt&limit=1')).data).toMatchObject([{ id: leads[2] }]);
    const days = async (query: string) =>
      (await list(`expenses?${query}`)).data.map((row: { spentOn: string }) => row.spentOn);
    expect(await days('')).toEqual(['2026-02-03', '2026-02-02', '2026-02-01']);
    expect(await days('sort=spentOn&limit=2')).toEqual(['2026-02-01', '2026-02-02']);
    expect((await list('expenses?limit=1')).data).toMatchObject([{ amountMinor: 5, createdBy: { id: owner.id } }]);
    await story.database.query('update campaign_recipients set is_sensitive = true where person_id = $1', [leads[1]]);
    const marketer = await story.marketer(practice);
    const shown = await marketer.rest('GET', `/campaigns/${id}/recipients`);
    expect([shown.body.pagination.total, shown.body.data.map((row: { id: string }) => row.id)]).toEqual([
      2,
      [leads[0], leads[2]],
    ]);
    const biller = await story.biller(practice);
    for (const part of ['recipients', 'expenses']) {
      const status = async (caller: typeof owner, campaign: string) =>
        (await caller.rest('GET', `/campaigns/${campaign}/${part}`)).status;
      expect([await status(biller, id), await status(stranger, id)]).toEqual([403, 404]);
      expect([await status(owner, randomId), await status(owner, 'none')]).toEqual([404, 404]);
      expect((await owner.rest('GET', `/campaigns/${id}/${part}?sort=name`)).status).toBe(400);
    }
  });

  test('figures are never read as an id, and a method that is not there is refused', async () => {
    const { owner } = await story.practice();
    expect((await owner.rest('GET', '/campaigns/stats')).status).not.toBe(404);
    const refused = await owner.rest('DELETE', '/campaigns');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});
