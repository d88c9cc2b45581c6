import { addContact } from '../../support/contacts.js';
import { addReferral } from '../../support/referrals.js';
import { type Calls, one, onRow, withInput } from './call.js';

const referral = 'referral { id contact { id } lead { id } }';
const related = `id contact { id referrals(first: 2) { nodes { id } } } lead { id referrals(first: 2) { nodes { id } } }
  createdBy { id } acknowledgedBy { id }`;

export const calls: Calls = world => {
  const added = async (input: Record<string, unknown> = {}) =>
    addReferral(world.owner, { contactId: await addContact(world.owner), leadId: world.lead, ...input });
  const deleted = async () => {
    const id = await added();
    await world.owner.rest('DELETE', `/referrals/${id}`);
    return id;
  };
  const shareable = async () => {
    const person = { type: 'LEAD', id: world.lead };
    await world.owner.rest('POST', '/consents', { person, channel: 'PHONE', purpose: 'OUTCOME_SHARING' });
    return added({ outcome: 'Came' });
  };
  const rest = (method: string, path: string, body?: object) => world.owner.rest(method, `/referrals${path}`, body);
  const row = async () => ({ direction: 'OUTBOUND', contactId: await addContact(world.owner), leadId: world.lead });
  return {
    graphql: {
      'Query.referral': async () => one(`query ($id: ID!) { referral(id: $id) { ${related} } }`, { id: await added() }),
      'Query.referrals': async () => {
        await added();
        return one(`{ referrals(first: 3) { nodes { ${related} } } }`);
      },
      'Mutation.recordReferral': async () =>
        one(withInput('recordReferral', 'RecordReferralInput', referral), { input: await row() }),
      'Mutation.updateReferral': async () =>
        one(onRow('updateReferral', ', $input: UpdateReferralInput!', ', input: $input', referral), {
          id: await added(),
          input: { note: 'New' },
        }),
      'Mutation.acknowledgeReferral': async () =>
        one(onRow('acknowledgeReferral', '', '', referral), { id: await added() }),
      'Mutation.shareReferralOutcome': async () =>
        one(onRow('shareReferralOutcome', '', '', referral), { id: await shareable() }),
      'Mutation.deleteReferral': async () => one(onRow('deleteReferral', '', '', referral), { id: await added() }),
      'Mutation.restoreReferral': async () => one(onRow('restoreReferral', '', '', referral), { id: await deleted() }),
    },
    rest: {
      'get /api/v1/referrals': async () => {
        await added();
        return rest('GET', '?limit=3');
      },
      'post /api/v1/referrals': async () => rest('POST', '', await row()),
      'get /api/v1/referrals/:id': async () => rest('GET', `/${await added()}`),
      'put /api/v1/referrals/:id': async () => rest('PUT', `/${await added()}`, { note: 'New' }),
      'delete /api/v1/referrals/:id': async () => rest('DELETE', `/${await added()}`),
      'post /api/v1/referrals/:id/restore': async () => rest('POST', `/${await deleted()}/restore`),
      'post /api/v1/referrals/:id/acknowledge': async () => rest('POST', `/${await added()}/acknowledge`),
      'post /api/v1/referrals/:id/share-outcome': async () => rest('POST', `/${await shareable()}/share-outcome`, {}),
    },
  };
};
