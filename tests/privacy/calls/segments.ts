import { addLead } from '../../support/leads.js';
import { addSegment, leaf } from '../../support/segments.js';
import { type Calls, one, onRow, withInput } from './call.js';

const rule = leaf('tags', 'IS', 'called');
const whole = `id createdBy { id } count rule members(first: 3) {
  nodes { id addedBy { id } lead { id assignedTo { id } } contact { id } } }`;
const person = (id: string) => ({ type: 'LEAD', id });
let names = 0;
const input = () => ({ name: `Called ${++names}`, appliesTo: 'LEAD', rule });
const changing = (name: string, counts: string) =>
  `mutation ($id: ID!, $members: [PersonInput!]!) {
    ${name}(segmentId: $id, members: $members) { ${counts} segment { ${whole} } userErrors { code } } }`;

export const calls: Calls = world => {
  const by = () => world.owner;
  const lead = () => addLead(by(), { tags: ['called'], assignedToId: world.clinician.id });
  const ruled = async (): Promise<string> => {
    await lead();
    return (await addSegment(by(), { rule })).id;
  };
  const list = async () => {
    const [segment, id] = [await addSegment(by()), await lead()];
    await by().rest('POST', `/segments/${segment.id}/members`, { members: [person(id)] });
    return { id: segment.id as string, lead: id };
  };
  const deleted = async () => {
    const id = await ruled();
    await by().rest('DELETE', `/segments/${id}`);
    return id;
  };
  return {
    graphql: {
      'Query.segment': async () => one(`query ($id: ID!) { segment(id: $id) { ${whole} } }`, { id: await ruled() }),
      'Query.segments': async () => {
        await list();
        return one(`{ segments(first: 3) { nodes { ${whole} } } }`);
      },
      'Query.segmentFields': () => one('{ segmentFields(appliesTo: LEAD) { field } }'),
      'Query.segmentPreview': async () => {
        await lead();
        return one(
          'query ($rule: SegmentRuleInput!) { segmentPreview(rule: $rule, appliesTo: LEAD) { count sample { id lead { id } } } }',
          { rule },
        );
      },
      'Query.explainMembership': async () =>
        one(
          'query ($id: ID!, $person: PersonInput!) { explainMembership(segmentId: $id, person: $person) { person { id } isMember } }',
          { id: await ruled(), person: person(await lead()) },
        ),
      'Mutation.createSegment': () => {
        const given = input();
        return one(withInput('createSegment', 'CreateSegmentInput', `segment { ${whole} }`), { input: given });
      },
      'Mutation.updateSegment': async () =>
        one(onRow('updateSegment', ', $input: UpdateSegmentInput!', ', input: $input', 'segment { id }'), {
          id: await ruled(),
          input: { description: 'New' },
        }),
      'Mutation.deleteSegment': async () =>
        one(onRow('deleteSegment', '', '', 'deletedSegmentId segment { id }'), { id: await ruled() }),
      'Mutation.restoreSegment': async () =>
        one(onRow('restoreSegment', '', '', 'segment { id }'), { id: await deleted() }),
      'Mutation.addSegmentMembers': async () =>
        one(changing('addSegmentMembers', 'added'), { id: (await list()).id, members: [person(await lead())] }),
      'Mutation.removeSegmentMembers': async () => {
        const { id, lead: member } = await list();
        return one(changing('removeSegmentMembers', 'removed'), { id, members: [person(member)] });
      },
    },
    rest: {
      'get /api/v1/segments': async () => {
        await list();
        return by().rest('GET', '/segments');
      },
      'post /api/v1/segments': () => by().rest('POST', '/segments', input()),
      'get /api/v1/segments/fields': () => by().rest('GET', '/segments/fields?appliesTo=LEAD'),
      'post /api/v1/segments/preview': async () => {
        await lead();
        return by().rest('POST', '/segments/preview', { appliesTo: 'LEAD', rule });
      },
      'get /api/v1/segments/:id': async () => by().rest('GET', `/segments/${await ruled()}`),
      'put /api/v1/segments/:id': async () => by().rest('PUT', `/segments/${await ruled()}`, { description: 'New' }),
      'delete /api/v1/segments/:id': async () => by().rest('DELETE', `/segments/${await ruled()}`),
      'post /api/v1/segments/:id/restore': async () => by().rest('POST', `/segments/${await deleted()}/restore`),
      'get /api/v1/segments/:id/explain': async () =>
        by().rest('GET', `/segments/${await ruled()}/explain?type=LEAD&id=${await lead()}`),
      'get /api/v1/segments/:id/members': async () => by().rest('GET', `/segments/${await ruled()}/members`),
      'post /api/v1/segments/:id/members': async () =>
        by().rest('POST', `/segments/${(await list()).id}/members`, { members: [person(await lead())] }),
      'delete /api/v1/segments/:id/members': async () => {
        const { id, lead: member } = await list();
        return by().rest('DELETE', `/segments/${id}/members`, { members: [person(member)] });
      },
      'delete /api/v1/segments/:id/members/:type/:memberId': async () => {
        const { id, lead: member } = await list();
        return by().rest('DELETE', `/segments/${id}/members/LEAD/${member}`);
      },
    },
  };
};
