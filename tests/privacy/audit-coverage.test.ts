import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { RequestContext } from '../../src/platform/context.js';
import { doors, plainSchema } from '../../src/server/schema.js';
import { entryOf, rootTypes } from '../../src/server/shield.js';
import { auditedBy, auditedOf, idsIn, named } from '../support/audited.js';
import type { Caller, GraphqlAnswer } from '../support/caller.js';
import { addLead, listen, randomId } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** Every root field and every route, called well, badly, by strangers and by those who may not: each call has its row. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let clinician: Person;
let lead: string;
/** A program that may do one thing, and the thing. */
const programs = {} as Record<'practice:read' | 'audit:read', Caller>;

const told = { kind: 'CALL', direction: 'INBOUND', summary: 'Rang', followUp: { title: 'Ring back' } };
const tell = (id: string) => owner.rest('POST', `/leads/${id}/interactions`, told);

/** A lead with everything that can hang on one. */
async function wholeLead(): Promise<string> {
  const id = await addLead(owner, { assignedToId: clinician.id, email: `${Math.random()}@example.test` });
  await tell(id);
  await story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
  return id;
}

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  clinician = await story.clinician(practice);
  for (const permission of ['practice:read', 'audit:read'] as const) {
    programs[permission] = await story.program(practice, permission);
  }
  lead = await wholeLead();
  await owner.rest('POST', `/leads/${lead}/convert`, { force: true });
});

const schema = plainSchema(
  doors.map(door => door.type),
  () => ({}),
);
type Root = GraphQLField<unknown, RequestContext>;
const fields = rootTypes(schema).flatMap(type =>
  Object.values(type.getFields()).map(field => ({
    name: `${type.name}.${field.name}`,
    kind: type.name.toLowerCase(),
    field: field as Root,
    entry: entryOf(type, field as Root),
  })),
);
type Field = (typeof fields)[number];

/** A value that the type takes, whatever the rules think of it. */
function anyValue(type: GraphQLInputType, name = ''): unknown {
  if (isNonNullType(type)) return anyValue(type.ofType, name);
  if (isListType(type)) return [anyValue(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(needed.map(field => [field.name, anyValue(field.type, field.name)]));
  }
  const values: Record<string, unknown> = { ID: randomId, Int: 1, Boolean: true, DateTime: '2027-01-01T00:00:00Z' };
  return values[String(type)] ?? `any ${name}`;
}

/** The field with whatever it needs, and the least that can be asked of its answer. */
function anyCall({ kind, field }: Field): { text: string; variables: Record<string, unknown> } {
  const needed = field.args.filter(arg => isNonNullType(arg.type));
  const declared = needed.map(arg => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = needed.map(arg => `${arg.name}: $${arg.name}`).join(', ');
  const type = getNamedType(field.type);
  const hasErrors = 'getFields' in type && 'userErrors' in type.getFields();
  const asked = isCompositeType(type) ? `{ __typename ${hasErrors ? 'userErrors { code }' : ''} }` : '';
  return {
    text: `${kind} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${asked} }`,
    variables: Object.fromEntries(needed.map(arg => [arg.name, anyValue(arg.type, arg.name)])),
  };
}

/** Null for a row that is not there, which GraphQL answers without an error. */
const codeOf = ({ data, errors }: Pick<GraphqlAnswer, 'data' | 'errors'>, field: string): string | undefined =>
  errors?.[0]?.extensions.code ?? (data[field] === null ? 'NOT_FOUND' : data[field].userErrors?.[0]?.code);

interface Good {
  by?: () => Caller;
  text: string;
  variables?: Record<string, unknown>;
}
const one = (text: string, variables?: Record<string, unknown>): Good => ({ text, variables });
const related = `id assignedTo { id } createdBy { id } client { id } interactions(first: 5) { nodes { id staff { id } } }
  tasks(first: 5) { nodes { id } } timeline(first: 5) { nodes { __typename } }`;
const ofLead = (name: string, declared = '', passed = '', result = 'lead { id }') =>
  `mutation ($id: ID!${declared}) { ${name}(id: $id${passed}) { ${result} userErrors { code } } }`;
const withInput = (name: string, type: string, result: string) =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${result} userErrors { code } } }`;
const merge = async () => {
  const input = { primaryId: await wholeLead(), duplicateIds: [await wholeLead()] };
  return { input, text: withInput('mergeLeads', 'MergeLeadsInput', 'mergeId lead { id }') };
};
const importing = (csv: string) =>
  one(withInput('importLeads', 'ImportLeadsInput', 'leadImport { id }'), { input: { csv } });
const member = async () => (await story.intake(practice)).id;
const as = (person: Person, text: string, variables?: Record<string, unknown>): Good => ({
  by: () => person,
  text,
  variables,
});

/** How each field is called well. */
const good: Record<string, () => Good | Promise<Good>> = {
  'Query.apiKeys': () => one('{ apiKeys { id } }'),
  'Query.auditLog': () => one('{ auditLog(first: 3) { nodes { id } } }'),
  'Query.client': async () => {
    const [row] = await story.database.query('select client_id from leads where id = $1', [lead]);
    return one('query ($id: ID!) { client(id: $id) { id } }', { id: row!.client_id });
  },
  'Query.devices': () => one('{ devices { id staff { id } } }'),
  'Query.disclosures': () => one('query ($id: ID!) { disclosures(personId: $id) { nodes { id } } }', { id: lead }),
  'Query.exportLeads': () => one('{ exportLeads { csv } }'),
  'Query.lead': () => one(`query ($id: ID!) { lead(id: $id) { ${related} } }`, { id: lead }),
  'Query.leadDuplicates': async () => {
    const email = 'twins@example.test';
    const [id] = [await addLead(owner, { email }), await addLead(owner, { email })];
    return one(`query ($id: ID!) { leadDuplicates(id: $id) { lead { ${related} } } }`, { id });
  },
  'Query.leadStats': () => one('{ leadStats { total } }'),
  'Query.leads': () => one(`{ leads(first: 3) { nodes { ${related} } } }`),
  'Query.notifications': () => one('{ notifications { id } }'),
  'Query.practice': () => one('{ practice { id } }'),
  'Query.sessions': () => one('{ sessions { id staff { id } } }'),
  'Query.staff': () => one('{ staff { id } }'),
  'Query.tags': () => one('{ tags { tag } }'),
  'Query.verifyAuditLog': () => one('{ verifyAuditLog { isSound } }'),
  'Query.viewer': () => one('{ viewer { id practice { id } sessions { id } devices { id } } }'),
  'Mutation.addLeadInteraction': () =>
    one(ofLead('addLeadInteraction', ', $input: AddInteractionInput!', ', input: $input'), { id: lead, input: told }),
  'Mutation.changePassword': async () => {
    const person = await story.intake(practice);
    const input = { currentPassword: person.password, newPassword: 'another long password' };
    return as(person, withInput('changePassword', 'ChangePasswordInput', 'expiresAt'), { input });
  },
  'Mutation.confirmSecondFactor': async () => {
    const person = await story.intake(practice);
    const { otpauthUri } = (await person.graphql('mutation { enrolSecondFactor { otpauthUri } }')).data
      .enrolSecondFactor;
    const { URI } = await import('otpauth');
    const code = (URI.parse(otpauthUri) as { generate(at: object): string }).generate({
      timestamp: story.clock.now().getTime(),
    });
    return as(person, withInput('confirmSecondFactor', 'ConfirmSecondFactorInput', 'viewer { id }'), {
      input: { code },
    });
  },
  'Mutation.convertLead': async () => one(ofLead('convertLead'), { id: await wholeLead() }),
  'Mutation.createApiKey': () =>
    one(withInput('createApiKey', 'CreateApiKeyInput', 'apiKey { id }'), {
      input: { name: 'k', permissions: ['lead:read'] },
    }),
  'Mutation.createLead': () =>
    one(withInput('createLead', 'CreateLeadInput', 'lead { id } possibleDuplicates { lead { id } }'), {
      input: { firstName: 'A', lastName: 'B', email: 'twins@example.test' },
    }),
  'Mutation.createStaffMember': () =>
    one(withInput('createStaffMember', 'CreateStaffMemberInput', 'staffMember { id }'), {
      input: { email: 'someone.new@example.test', name: 'New', roles: ['INTAKE'], password: 'a long password for it' },
    }),
  'Mutation.deactivateStaffMember': async () =>
    one(ofLead('deactivateStaffMember', '', '', 'staffMember { id }'), { id: await member() }),
  'Mutation.deleteLead': async () => one(ofLead('deleteLead'), { id: await wholeLead() }),
  'Mutation.enrolSecondFactor': async () =>
    as(await story.intake(practice), 'mutation { enrolSecondFactor { userErrors { code } } }'),
  'Mutation.importLeads': () => importing('firstName,lastName\nIn,Put\n'),
  'Mutation.markNotificationRead': async () => {
    await clinician.graphql('mutation ($id: ID!) { openLead(id: $id, reason: "Emergency") { userErrors { code } } }', {
      id: await addLead(owner),
    });
    const { data } = await owner.graphql('{ notifications { id } }');
    return one(ofLead('markNotificationRead', '', '', 'notification { id }'), { id: data.notifications[0].id });
  },
  'Mutation.mergeLeads': async () => {
    const { input, text } = await merge();
    return one(text, { input });
  },
  'Mutation.openLead': async () =>
    as(clinician, ofLead('openLead', '', ', reason: "Emergency"'), { id: await addLead(owner) }),
  'Mutation.refreshSession': async () => {
    const { refreshToken } = await story.intake(practice);
    return {
      by: () => story.stranger(),
      ...one(withInput('refreshSession', 'RefreshSessionInput', 'expiresAt'), { input: { refreshToken } }),
    };
  },
  'Mutation.restoreLead': async () => {
    const id = await wholeLead();
    await owner.rest('DELETE', `/leads/${id}`);
    return one(ofLead('restoreLead'), { id });
  },
  'Mutation.revokeApiKey': async () => {
    const { data } = await owner.graphql(
      'mutation { createApiKey(input: { name: "k", permissions: ["lead:read"] }) { apiKey { id } } }',
    );
    return one(ofLead('revokeApiKey', '', '', 'apiKey { id }'), { id: data.createApiKey.apiKey.id });
  },
  'Mutation.revokeSession': async () => {
    await story.intake(practice);
    const { data } = await owner.graphql('{ sessions { id } }');
    return one(ofLead('revokeSession', '', '', 'sessionId'), { id: data.sessions[0].id });
  },
  'Mutation.signIn': async () => {
    const { email, password } = await story.intake(practice);
    return {
      by: () => story.stranger(),
      ...one(withInput('signIn', 'SignInInput', 'viewer { id }'), { input: { email, password } }),
    };
  },
  'Mutation.signOut': async () => as(await story.intake(practice), 'mutation { signOut { userErrors { code } } }'),
  'Mutation.undoLeadImport': async () => {
    const { text, variables } = importing('firstName,lastName\nUn,Done\n');
    const { data } = await owner.graphql(text, variables);
    return one(ofLead('undoLeadImport', '', '', 'removed'), { id: data.importLeads.leadImport.id });
  },
  'Mutation.unmergeLeads': async () => {
    const { input, text } = await merge();
    const { data } = await owner.graphql(text, { input });
    return one('mutation ($id: ID!) { unmergeLeads(mergeId: $id) { lead { id } restoredIds userErrors { code } } }', {
      id: data.mergeLeads.mergeId,
    });
  },
  'Mutation.updateLead': () =>
    one(ofLead('updateLead', ', $input: UpdateLeadInput!', ', input: $input'), { id: lead, input: { tags: ['new'] } }),
  'Mutation.updatePractice': () =>
    one(withInput('updatePractice', 'UpdatePracticeInput', 'practice { id }'), { input: { name: 'New' } }),
  'Mutation.updateStaffMember': async () =>
    one(ofLead('updateStaffMember', ', $input: UpdateStaffMemberInput!', ', input: $input', 'staffMember { id }'), {
      id: await member(),
      input: { name: 'Other' },
    }),
};

test('every root field but subscriptions is called well below', () => {
  const called = fields.filter(({ kind }) => kind !== 'subscription').map(({ name }) => name);
  expect(Object.keys(good).sort()).toEqual(called.sort());
});

describe.each(fields.filter(({ kind }) => kind !== 'subscription').map(f => [f.name, f] as const))(
  '%s',
  (name, root) => {
    const { field, kind, entry } = root;
    const operation = field.name;
    const { text, variables } = anyCall(root);

    test('answered: one row at least, naming what is returned', async () => {
      const call = await good[name]!();
      const by = call.by?.() ?? owner;
      const answer = await by.graphql(call.text, call.variables);
      expect(codeOf(answer, operation)).toBeUndefined();
      const rows = await auditedBy(story, answer);
      expect(rows).toContainEqual(
        expect.objectContaining({ channel: 'graphql', operation, outcome: 'SUCCEEDED', code: null }),
      );
      expect(rows.filter(row => row.outcome !== 'SUCCEEDED')).toEqual([]);
      const seen = named(rows);
      // Bylines tell who of the staff did something, and `viewer` is the caller itself: no record of a person in care.
      const members = await story.database.query('select id from staff_members where practice_id = $1', [practice.id]);
      for (const { id } of members) seen.add(id);
      const ids = kind === 'query' && operation !== 'viewer' ? idsIn(answer.data) : [];
      expect(ids.filter(id => !seen.has(id))).toEqual([]);
      if (operation === 'exportLeads') {
        const rowIds = [...answer.data.exportLeads.csv.matchAll(/^([0-9a-f-]{36}),/gm)].map(match => match[1]);
        expect(rowIds.length).toBeGreaterThan(0);
        expect(rowIds.filter(id => !seen.has(id))).toEqual([]);
      }
    });

    test('called with whatever comes: the row has the code of the answer', async () => {
      const caller = entry === 'lead:breakGlass' ? clinician : await story.owner(practice);
      const answer = await caller.graphql(text, variables);
      const code = codeOf(answer, operation);
      const rows = (await auditedBy(story, answer)).filter(row => row.operation === operation);
      expect(rows.map(row => [row.channel, row.outcome === 'SUCCEEDED'])).toContainEqual([
        'graphql',
        code === undefined,
      ]);
      if (code && rows.at(-1)!.code !== 'INVALID') expect(rows.at(-1)!.code).toBe(code);
    });

    if (entry === 'public') return;

    test('of a stranger, and of a program that may not: denied, and in the log', async () => {
      const refusals = [[story.stranger(), 'UNAUTHENTICATED'] as const];
      const program = programs[entry === 'practice:read' ? 'audit:read' : 'practice:read'];
      if (entry !== 'signedIn') refusals.push([program, 'FORBIDDEN'] as never);
      for (const [caller, code] of refusals) {
        const answer = await caller.graphql(text, variables);
        expect(codeOf(answer, operation)).toBe(code);
        expect(await auditedBy(story, answer)).toMatchObject([
          { channel: 'graphql', operation, outcome: 'DENIED', code },
        ]);
      }
    });
  },
);

describe.each(fields.filter(({ kind }) => kind === 'subscription').map(f => [f.name, f] as const))('%s', (_, root) => {
  const { text, variables } = anyCall(root);
  const operation = root.field.name;

  test('opened, and refused: both are in the log', async () => {
    const person = await story.clinician(practice);
    const opened = await listen(story, person, text, variables);
    expect(await auditedOf(story, person.id, 'socket')).toMatchObject([
      { operation, action: 'SUBSCRIBE', outcome: 'SUCCEEDED' },
    ]);
    opened.stop();
    const programId = async () => {
      const rows = await story.database.query(
        `select id from api_keys where permissions = '{practice:read}' and practice_id = $1`,
        [practice.id],
      );
      return rows[0]!.id;
    };
    const refused = await programs['practice:read'].subscribe(text, variables);
    expect(JSON.stringify(await refused.ended)).toContain('FORBIDDEN');
    expect(await auditedOf(story, await programId(), 'socket')).toMatchObject([
      { operation, outcome: 'DENIED', code: 'FORBIDDEN' },
    ]);
  });
});
