import {
  addEmailCampaign,
  addSendable,
  asSent,
  emailStep,
  readyToMail,
  sendable,
} from '../../support/email-campaigns.js';
import { type Calls, one, onRow, type World, withInput } from './call.js';

const ofCampaign = (name: string, declared = '', passed = '', result = 'emailCampaign { id }') =>
  onRow(name, declared, passed, result);
const given = (name: string, type: string, result?: string) =>
  ofCampaign(name, `, $input: ${type}!`, ', input: $input', result);
const byId = (field: string, result: string) => `query ($id: ID!) { ${field}(id: $id) { ${result} } }`;
const later = () => ({ scheduledAt: new Date(Date.now() + 86_400_000).toISOString() });
const test = { to: ['owner@example.test'] };

/** An email campaign with everything that can hang on one. */
async function whole({ owner, lead }: World): Promise<string> {
  const id = await addEmailCampaign(owner, { ...sendable, recipients: [{ type: 'LEAD', id: lead }] });
  await owner.rest('POST', '/tasks', { title: 'Read', relatedTo: { type: 'EMAIL_CAMPAIGN', id } });
  return id;
}

const related = `id createdBy { id } recipients(first: 5) { nodes { id lead { id } } } tasks(first: 5) { nodes { id } }
  metrics { recipients accepted }`;

export const calls: Calls = world => {
  const draft = () => addEmailCampaign(world.owner);
  const ready = async () => {
    await readyToMail(world.owner);
    return (await addSendable(world.owner)).id;
  };
  const after = (make: () => Promise<string>, step: string) => async () => {
    const id = await make();
    await emailStep(world.owner, step, id);
    return id;
  };
  const sending = after(ready, 'send');
  const paused = after(sending, 'pause');
  const sent = async () => {
    const id = await draft();
    await asSent(world.story, id);
    return id;
  };
  const archived = after(sent, 'archive');
  const deleted = async () => {
    const id = await draft();
    await world.owner.rest('DELETE', `/email-campaigns/${id}`);
    return id;
  };
  const rest =
    (method: string, make: () => Promise<string>, path = '', body?: object) =>
    async () =>
      world.owner.rest(method, `/email-campaigns/${await make()}${path}`, body);
  const step = (name: string, make: () => Promise<string>) => async () =>
    one(ofCampaign(`${name}EmailCampaign`), { id: await make() });
  return {
    graphql: {
      'Query.emailCampaign': async () => one(byId('emailCampaign', related), { id: await whole(world) }),
      'Query.emailCampaigns': async () => {
        await whole(world);
        return one(`{ emailCampaigns(first: 3) { nodes { ${related} } } }`);
      },
      'Query.emailCampaignPreview': async () =>
        one(
          'query ($id: ID!, $person: PersonInput) { emailCampaignPreview(id: $id, person: $person) { subject html text } }',
          { id: await whole(world), person: { type: 'LEAD', id: world.lead } },
        ),
      'Query.emailCampaignAudience': async () =>
        one(byId('emailCampaignAudience', 'count mailable skipped { reason count }'), { id: await whole(world) }),
      'Query.emailCampaignReadiness': async () =>
        one(byId('emailCampaignReadiness', 'isReady issues { code }'), { id: await draft() }),
      'Query.emailCampaignStats': () => one('{ emailCampaignStats { total sent best { id } } }'),
      'Mutation.createEmailCampaign': () =>
        one(withInput('createEmailCampaign', 'CreateEmailCampaignInput', 'emailCampaign { id }'), {
          input: { name: 'A' },
        }),
      'Mutation.updateEmailCampaign': async () =>
        one(given('updateEmailCampaign', 'UpdateEmailCampaignInput'), { id: await draft(), input: { name: 'B' } }),
      'Mutation.deleteEmailCampaign': step('delete', draft),
      'Mutation.restoreEmailCampaign': step('restore', deleted),
      'Mutation.archiveEmailCampaign': step('archive', sent),
      'Mutation.unarchiveEmailCampaign': step('unarchive', archived),
      'Mutation.scheduleEmailCampaign': async () =>
        one(given('scheduleEmailCampaign', 'ScheduleEmailCampaignInput'), { id: await ready(), input: later() }),
      'Mutation.sendEmailCampaign': step('send', ready),
      'Mutation.pauseEmailCampaign': step('pause', sending),
      'Mutation.resumeEmailCampaign': step('resume', paused),
      'Mutation.cancelEmailCampaign': step('cancel', sending),
      'Mutation.sendTestEmail': async () =>
        one(given('sendTestEmail', 'SendTestEmailInput', 'results { to state } emailCampaign { id }'), {
          id: await ready(),
          input: test,
        }),
    },
    subscriptions: {
      'Subscription.emailCampaignMetrics': async () => ({
        by: await world.story.owner(world.practice),
        variables: { emailCampaignId: await draft() },
      }),
    },
    rest: {
      'get /api/v1/email-campaigns': async () => {
        await draft();
        return world.owner.rest('GET', '/email-campaigns?limit=3');
      },
      'post /api/v1/email-campaigns': () => world.owner.rest('POST', '/email-campaigns', { name: 'A' }),
      'get /api/v1/email-campaigns/stats': () => world.owner.rest('GET', '/email-campaigns/stats'),
      'get /api/v1/email-campaigns/:id': rest('GET', draft),
      'put /api/v1/email-campaigns/:id': rest('PUT', draft, '', { name: 'B' }),
      'delete /api/v1/email-campaigns/:id': rest('DELETE', draft),
      'post /api/v1/email-campaigns/:id/restore': rest('POST', deleted, '/restore'),
      'put /api/v1/email-campaigns/:id/archive': rest('PUT', sent, '/archive'),
      'put /api/v1/email-campaigns/:id/unarchive': rest('PUT', archived, '/unarchive'),
      'put /api/v1/email-campaigns/:id/schedule': () => rest('PUT', ready, '/schedule', later())(),
      'put /api/v1/email-campaigns/:id/send': rest('PUT', ready, '/send'),
      'put /api/v1/email-campaigns/:id/pause': rest('PUT', sending, '/pause'),
      'put /api/v1/email-campaigns/:id/resume': rest('PUT', paused, '/resume'),
      'put /api/v1/email-campaigns/:id/cancel': rest('PUT', sending, '/cancel'),
      'get /api/v1/email-campaigns/:id/preview': rest('GET', () => whole(world), '/preview'),
      'get /api/v1/email-campaigns/:id/audience': rest('GET', () => whole(world), '/audience'),
      'get /api/v1/email-campaigns/:id/readiness': rest('GET', draft, '/readiness'),
      'get /api/v1/email-campaigns/:id/recipients': rest('GET', () => whole(world), '/recipients'),
      'post /api/v1/email-campaigns/:id/test': rest('POST', ready, '/test', test),
    },
  };
};
