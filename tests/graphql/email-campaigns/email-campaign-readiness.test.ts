import { expect, test } from '@jest/globals';
import { addEmailCampaign, addSendable, asSent, readyToMail } from '../../support/email-campaigns.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const fields = 'isReady issues { code path } notices { code }';
const one = `query ($id: ID!) { emailCampaign(id: $id) { name standing: readiness { ${fields} } }
  emailCampaignReadiness(id: $id) { ${fields} } }`;

test('one email campaign tells what stands in its way, as the question by itself does', async () => {
  const { owner } = await story.practice();
  await readyToMail(owner);
  const [bare, whole] = [await addEmailCampaign(owner), (await addSendable(owner, 1)).id];
  for (const [id, isReady] of [
    [bare, false],
    [whole, true],
  ] as const) {
    const { data, errors } = await owner.graphql(one, { id });
    expect([errors, data.emailCampaign.standing.isReady]).toEqual([undefined, isReady]);
    expect(data.emailCampaign.standing).toEqual(data.emailCampaignReadiness);
    expect(data.emailCampaign.standing.issues.length > 0).toBe(!isReady);
  }
});

test('a change answers it as it is then; a list says nothing of it', async () => {
  const { owner } = await story.practice();
  const id = await addEmailCampaign(owner);
  const { data } = await owner.graphql(
    `mutation ($id: ID!) { updateEmailCampaign(id: $id, input: { fromEmail: "a@b.example" }) {
      emailCampaign { readiness { issues { code } } } } }`,
    { id },
  );
  const codes = data.updateEmailCampaign.emailCampaign.readiness.issues.map(({ code }: { code: string }) => code);
  expect(codes).toContain('SENDER_NOT_VERIFIED');
  expect(codes).not.toContain('SENDER_MISSING');
  const list = await owner.graphql(`{ emailCampaigns { nodes { id readiness { isReady } } } }`);
  expect([list.errors, list.data.emailCampaigns.nodes]).toEqual([undefined, [{ id, readiness: null }]]);
});

test('is not for who may change an email campaign and not see it, and of one of another practice', async () => {
  const { practice, owner } = await story.practice();
  const id = await addEmailCampaign(owner);
  const program = await story.program(practice, 'emailCampaign:update');
  const change = `mutation ($id: ID!) { updateEmailCampaign(id: $id, input: { name: "Other" }) {
    emailCampaign { id readiness { isReady } } userErrors { code } } }`;
  const { data, errors } = await program.graphql(change, { id });
  expect([errors, data.updateEmailCampaign]).toEqual([undefined, { emailCampaign: null, userErrors: [] }]);
  const other = await story.practice();
  expect((await other.owner.graphql(one, { id })).data).toEqual({ emailCampaign: null, emailCampaignReadiness: null });
});

test('both doors tell when people complained of it', async () => {
  const { owner } = await story.practice();
  const id = await addEmailCampaign(owner);
  await asSent(story, id, 'SENDING');
  const read = async () => {
    const { data } = await owner.graphql('query ($id: ID!) { emailCampaign(id: $id) { complaintsWarnedAt } }', { id });
    const listed = (await owner.rest('GET', '/email-campaigns')).body.data[0];
    const single = (await owner.rest('GET', `/email-campaigns/${id}`)).body.data;
    return [data.emailCampaign, listed, single].map(({ complaintsWarnedAt }) => complaintsWarnedAt);
  };
  expect(await read()).toEqual([null, null, null]);
  const at = '2026-03-10T12:00:00.000Z';
  await story.database.query('update email_campaigns set complaints_warned_at = $2 where id = $1', [id, at]);
  expect(await read()).toEqual([at, at, at]);
});
