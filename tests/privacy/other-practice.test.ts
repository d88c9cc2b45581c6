import { beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLInputType, getNullableType, isInputObjectType, isListType } from 'graphql';
import { addCampaign } from '../support/campaigns.js';
import { addContact, addOrganization } from '../support/contacts.js';
import {
  anyValue,
  callOf,
  type Path,
  pathsOf,
  type RootField,
  requestOf,
  rootFields,
  routes,
  type TakenRequest,
} from '../support/doors.js';
import { tablesOf } from '../support/dump.js';
import { addEmailCampaign } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { addReferral } from '../support/referrals.js';
import { addSegment } from '../support/segments.js';
import { useStory } from '../support/story.js';
import { addTask } from '../support/tasks.js';
import { addTemplate } from '../support/templates.js';
import type { World } from './calls/call.js';
import { allCalls } from './calls/index.js';

/**
 * Wherever a call takes an id, in its address, its arguments or deep inside its input, another practice's is answered
 * as one that is nobody's, and the other practice stays as it was. The places are read off the schema and the routes.
 */
const story = useStory();
const mine = allCalls(story);
const theirs = allCalls(story);
const random = '01890000-0000-7000-8000-00000000abcd';
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

type Kind =
  | 'staff'
  | 'segment'
  | 'organization'
  | 'contact'
  | 'lead'
  | 'campaign'
  | 'client'
  | 'step'
  | 'delivery'
  | 'template'
  | 'emailCampaign'
  | 'recipient';
const own = {} as Record<Kind, string>;
const foreign = {} as Record<Kind, string>;

/** One of everything that an id may name, each known to the others, so that filters by it would find something. */
async function oneOfAll({ owner, practice, lead: converted }: World, into: typeof own): Promise<void> {
  const segment = (await addSegment(owner)).id as string;
  const campaign = await addCampaign(owner, { segmentIds: [segment] });
  const organization = await addOrganization(owner);
  const contact = await addContact(owner, { organizationId: organization, assignedToId: owner.id });
  const lead = await addLead(owner, { assignedToId: owner.id, campaignId: campaign, referredById: contact });
  await addReferral(owner, { contactId: contact, leadId: lead });
  const task = await addTask(owner, { relatedTo: { type: 'LEAD', id: lead }, assignedToId: owner.id });
  expect((await owner.rest('POST', `/tasks/${task}/complete`)).status).toBe(200);
  const steps = [{ trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag: 'autumn' } }];
  expect((await owner.rest('PUT', `/campaigns/${campaign}/automation`, { steps })).status).toBe(200);
  const [step] = await story.database.query('select id from campaign_steps where campaign_id = $1', [campaign]);
  const webhook = await owner.rest('POST', '/webhooks', { url: 'https://receiver.example.com/events' });
  const delivery = (await owner.rest('POST', `/webhooks/${webhook.body.data.id}/test`)).body.data.deliveryId;
  const client = (await owner.rest('GET', `/leads/${converted}`)).body.data.clientId;
  const { id: template } = await addTemplate(owner);
  const emailCampaign = await addEmailCampaign(owner, {
    ...{ templateId: template, campaignId: campaign, segmentIds: [segment] },
    recipients: [{ type: 'LEAD', id: lead }],
  });
  await owner.rest('POST', '/suppressions', { email: `${lead}@example.test` });
  const ofIt = 'update suppressions set email_campaign_id = $1 where practice_id = $2';
  await story.database.query(ofIt, [emailCampaign, practice.id]);
  const all = {
    ...{ staff: owner.id, segment, organization, contact, lead, campaign, client, step: step!.id, delivery },
    ...{ template, emailCampaign, recipient: converted },
  };
  Object.assign(into, all satisfies Record<Kind, string>);
}

/** What the id at a place names; the last word that says so. */
const kinds: [RegExp, Kind][] = [
  [/(owner|createdBy|assignedTo|completedBy|actor|[cC]linician|staff)Id(\.0)?$/, 'staff'],
  [/[sS]egmentIds?(\.0)?$/, 'segment'],
  [/organizationId(\.0)?$/, 'organization'],
  [/(contact|referredBy)Id(\.0)?$/, 'contact'],
  [/emailCampaignId(\.0)?$/, 'emailCampaign'],
  [/campaignId(\.0)?$/, 'campaign'],
  [/templateId(\.0)?$/, 'template'],
  [/recipientId(\.0)?$/, 'recipient'],
  [/[cC]lientId(\.0)?$/, 'client'],
  [/step(s\.0\.i|I)d(\.0)?$/, 'step'],
  [/deliveryId$/, 'delivery'],
];
const kindOf = (path: string, name: string): Kind =>
  kinds.find(([pattern]) => pattern.test(path))?.[1] ?? (/Contact/.test(name) ? 'contact' : 'lead');

type Values = Record<string, unknown>;
const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Values | undefined)?.[name], value);

/** The value with another at a place; whatever is missing on the way is made as its type needs it. */
function withValue(value: unknown, type: GraphQLInputType, [name, ...rest]: Path, id: string): unknown {
  if (name === undefined) return id;
  const inner = getNullableType(type);
  if (isListType(inner)) return [withValue((value as unknown[] | undefined)?.[0], inner.ofType, rest, id)];
  if (!isInputObjectType(inner)) throw new Error(`No input at ${name}.`);
  const given = { ...((value ?? anyValue(inner)) as Values) };
  if (inner.getFields().type && name === 'id') given.type = /contact/i.test(id) ? 'CONTACT' : (given.type ?? 'LEAD');
  return { ...given, [name]: withValue(given[name], inner.getFields()[name]!.type, rest, id) };
}

const task = { title: 'Print' };
const stepWith = (action: object) => [{ trigger: { kind: 'CAMPAIGN_STARTED' }, action }];
/** Inputs that are only looked at when something else stands beside the id. */
const beside: Record<string, (id: string) => Values> = {
  'setCampaignAutomation input.steps.0.action.assignedToId': id => ({
    steps: stepWith({ kind: 'ASSIGN', assignedToId: id }),
  }),
  'setCampaignAutomation input.steps.0.action.task.assignedToId': id => ({
    steps: stepWith({ kind: 'CREATE_TASK', task: { ...task, assignedToId: id } }),
  }),
  'setCampaignAutomation input.steps.0.action.emailCampaignId': id => ({
    steps: stepWith({ kind: 'SEND_EMAIL_CAMPAIGN', emailCampaignId: id }),
  }),
  'setCampaignAutomation input.steps.0.trigger.emailCampaignId': id => ({
    steps: [{ trigger: { kind: 'EMAIL_CLICKED', emailCampaignId: id }, action: { kind: 'ADD_TAG', tag: 'x' } }],
  }),
  'setCampaignAutomation input.steps.0.id': id => ({
    steps: [{ ...stepWith({ kind: 'ADD_TAG', tag: 'x' })[0], id }],
  }),
};

const places = rootFields.flatMap(root =>
  root.field.args.flatMap(arg =>
    pathsOf(arg.type, 'ID', [arg.name]).map(path => ({ root, arg, path, name: `${root.name} ${path.join('.')}` })),
  ),
);
type Place = (typeof places)[number];

const filled = ({ root, arg, path }: Place, given: Values, id: string): Values => {
  const special = beside[`${root.field.name} ${path.join('.')}`];
  const value = special ? special(id) : withValue(given[arg.name], arg.type, path.slice(1), id);
  return { ...given, [arg.name]: value };
};

/** Some calls say `id` for an argument of another name. */
const renamed = ({ field }: RootField, { id, ...given }: Values): Values => {
  const name = [
    'id',
    'segmentId',
    'campaignId',
    'emailCampaignId',
    'templateId',
    'webhookId',
    'mergeId',
    'personId',
  ].find(each => field.args.some(arg => arg.name === each));
  return { ...given, ...(name && id !== undefined && { [name]: id }) };
};
const goodOf = async ({ graphql, subscriptions }: typeof mine, root: RootField): Promise<Values> => {
  if (subscriptions[root.name]) return (await subscriptions[root.name]!()).variables;
  return renamed(root, (await graphql[root.name]?.())?.variables ?? {});
};

const plain = (answer: object, id: string) =>
  JSON.parse(
    JSON.stringify(answer, (key, value) => (['requestId', 'headers', 'text'].includes(key) ? undefined : value))
      .replaceAll(id, 'the id')
      .replace(uuid, 'an id')
      .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"a time"'),
  );

let before: Map<string, string>;
const theirRequests = new Map<string, TakenRequest>();
const theirValues = new Map<string, Values>();
const openRoutes = routes.filter(route => route.permission !== 'public');
const rowsOf = async () => {
  const held = await tablesOf(story.database);
  const lines = (text: string) => text.split('\n').filter(line => line.includes(theirs.world.practice.id));
  const kept = [...held].filter(([name]) => !/audit|pgboss|sessions|devices|outbox$/.test(name));
  return new Map(kept.map(([name, text]) => [name, lines(text).sort().join('\n')]));
};

beforeAll(async () => {
  await mine.world.begin();
  await theirs.world.begin();
  await oneOfAll(mine.world, own);
  await oneOfAll(theirs.world, foreign);
  for (const { root } of places) {
    if (!theirValues.has(root.name)) theirValues.set(root.name, await goodOf(theirs, root));
  }
  for (const { name } of openRoutes) theirRequests.set(name, await requestOf(name, theirs.rest[name]!));
  before = await rowsOf();
}, 120_000);

/** Places whose id must fit another one of the same call, so that no other one of the practice is taken either. */
const mustFit = /steps\.0\.id$|deliveryId$|fromId$|stepId|personId\.0$|objectId\.0$/;

describe('GraphQL', () => {
  test.each(places.filter(({ root }) => root.kind !== 'subscription').map(place => [place.name, place] as const))(
    '%s',
    async (_, place) => {
      const { root, path } = place;
      const good = await goodOf(mine, root);
      const kind = kindOf(path.join('.'), root.field.name);
      const their = (at(theirValues.get(root.name), path) as string | undefined) ?? foreign[kind];
      const by = root.entry === 'lead:breakGlass' ? mine.world.clinician : mine.world.owner;
      const ask = async (id: string) => {
        const { text, variables } = callOf(root, filled(place, good, id));
        const { status, data, errors } = await by.graphql(text, variables);
        return plain({ status, data, errors }, id);
      };
      const [answer, ofNobody] = [await ask(their), await ask(random)];
      expect(answer).toEqual(ofNobody);
      // One that may be named is answered otherwise, so that it was the id that decided.
      const ownId = (at(good, path) as string | undefined) ?? own[kind];
      if (!mustFit.test(path.join('.'))) expect(await ask(ownId)).not.toEqual(answer);
    },
  );

  const subscriptions = places.filter(({ root }) => root.kind === 'subscription');
  test.each(subscriptions.map(place => [place.name, place] as const))('%s', async (_, { root, path }) => {
    const ends = [];
    for (const id of [at(theirValues.get(root.name), path) as string, random]) {
      const { text, variables } = callOf(root, { [path[0]!]: id });
      const opened = await mine.world.owner.subscribe(text, variables);
      ends.push(plain([await opened.ended, opened.received] as object, id));
    }
    expect(ends[0]).toEqual(ends[1]);
    expect(JSON.stringify(ends[0])).toContain('NOT_FOUND');
  });
});

/** Where the input of the mutation of the same name takes ids, which the body of the request takes as well. */
const bodyPlaces = (operation: string): Place[] =>
  places.filter(({ root, arg, path }) => {
    const isNested = path.length > 1 && (arg.name === 'input' || path.length > 2);
    return root.kind === 'mutation' && root.field.name === operation && isNested;
  });
const bodyWith = (place: Place, body: unknown, id: string): Values => {
  const { arg } = place;
  if (arg.name !== 'input') return filled(place, body as Values, id);
  return filled(place, { input: body }, id).input as Values;
};

describe('REST', () => {
  const addressed = openRoutes.filter(({ address }) => /:(id|\w+Id)\b/.test(address));
  test.each(addressed.map(route => [route.name, route] as const))('%s', async (name, { address }) => {
    const taken = await requestOf(name, mine.rest[name]!);
    const their = theirRequests.get(name)!;
    const ids = taken.path.match(uuid)!;
    const theirIds = their.path.match(uuid)!;
    expect(ids.length).toBeGreaterThanOrEqual(address.match(/:(id|\w+Id)\b/g)!.length);
    for (const [at, id] of ids.entries()) {
      const [answer, ofNobody] = [await send(taken, id, theirIds[at]!), await send(taken, id, random)];
      expect(answer).toEqual(ofNobody);
      if (at === 0) expect(answer.status).toBe(404);
    }
  });

  const withBody = openRoutes.filter(({ method, address }) => method !== 'delete' || !/Id$/.test(address));
  const bodied = withBody.flatMap(({ name, operation }) =>
    bodyPlaces(operation).map(place => [`${name} ${place.path.join('.')}`, name, place] as const),
  );
  test.each(bodied)('%s', async (_, name, place) => {
    const taken = await requestOf(name, mine.rest[name]!);
    const kind = kindOf(place.path.join('.'), place.root.field.name);
    const [answer, ofNobody] = [
      await send({ ...taken, body: bodyWith(place, taken.body, foreign[kind]) }, foreign[kind], foreign[kind]),
      await send({ ...taken, body: bodyWith(place, taken.body, random) }, random, random),
    ];
    expect(answer).toEqual(ofNobody);
  });

  const asked = openRoutes.flatMap(({ name, operation, method }) =>
    places
      .filter(({ root, arg }) => method === 'get' && root.field.name === operation && arg.name === 'filter')
      .map(place => [`${name} ${place.path.slice(1).join('.')}`, name, place] as const),
  );
  test.each(asked)('%s', async (_, name, { path, root }) => {
    const taken = await requestOf(name, mine.rest[name]!);
    const kind = kindOf(path.join('.'), root.field.name);
    const word = path
      .slice(1)
      .filter(part => part !== '0')
      .join('.');
    const [address] = taken.path.split('?');
    const ask = (id: string) => send({ ...taken, path: `${address}?${word}=${id}` }, id, id);
    expect(await ask(foreign[kind])).toEqual(await ask(random));
  });
});

/** The request with another id in the place of one in its address. */
async function send({ by, method, path, body, headers }: TakenRequest, id: string, other: string) {
  const answer = await by.rest(method, path.replace(id, other), body, headers);
  return plain({ status: answer.status, body: answer.body }, other) as { status: number; body: unknown };
}

test('and nothing of theirs has changed', async () => {
  expect(await rowsOf()).toEqual(before);
});
