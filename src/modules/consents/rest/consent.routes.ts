import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { created, figures, present } from '../../../platform/rest/answers.js';
import { type ListCall, listed, listQuery, listSelection, pageArgs } from '../../../platform/rest/paging.js';
import { single } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { id, instant, oneOf } from '../../../platform/validation.js';
import type { ConsentQueries } from '../consent.queries.js';
import { RecordConsent, WithdrawConsent } from '../consent.rules.js';
import type { ConsentService } from '../consent.service.js';
import { consentChannels, consentMethods, consentPurposes, personTypes } from '../consent.vocabulary.js';

const tag = 'Consents';
const person = { personType: oneOf(personTypes), personId: id };

const consentSelection: Selection = select([
  ...['id', 'at', 'person', 'channel', 'purpose', 'isGiven', 'wordingVersion', 'wording', 'method', 'ip', 'actorId'],
  'authorization',
  { actor: ['id', 'name', 'email'] },
]);

const text = z.string().nullable();
const ConsentAnswer = z
  .object({
    id: z.guid(),
    at: z.iso.datetime(),
    person: z.object({ type: z.enum(personTypes), id: z.guid() }),
    channel: z.enum(consentChannels),
    purpose: z.enum(consentPurposes),
    isGiven: z.boolean(),
    wordingVersion: text,
    wording: text,
    method: z.enum(consentMethods),
    authorization: z
      .object({ signedOn: z.iso.date(), expiresOn: z.iso.date().nullable(), remuneration: text })
      .nullable(),
    ip: text,
    actorId: text,
    actor: z.object({ id: z.guid(), name: text, email: text }).nullable(),
  })
  .meta({ id: 'ConsentEvent' });

const ConsentStateAnswer = z
  .array(
    z.object({
      channel: z.enum(consentChannels),
      purpose: z.enum(consentPurposes),
      isGiven: z.boolean(),
      since: z.iso.datetime(),
    }),
  )
  .meta({ id: 'ConsentStates' });

/** REST door of the ledger of consents. */
export class ConsentRoutes {
  constructor(
    private readonly consents: ConsentService,
    private readonly queries: ConsentQueries,
  ) {}

  async history(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const { personType: type, personId } = call.filter;
    const args = { ...pageArgs(call), page: call.page ?? undefined };
    const page = await this.queries.history(ctx, { type, id: personId }, args, listSelection(consentSelection));
    return listed(call, page, present);
  }

  async status(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const { personType: type, personId, at } = query;
    return figures(await this.queries.status(ctx, { person: { type, id: personId }, at }));
  }

  async record(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    return this.#added(ctx, await this.consents.record(ctx, body));
  }

  async withdraw(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    return this.#added(ctx, await this.consents.withdraw(ctx, body));
  }

  async #added(ctx: RequestContext, { id }: { id: string }): Promise<RestAnswer> {
    const entry = await this.queries.afterChange(ctx, id, consentSelection);
    const { type, id: personId } = (entry?.person ?? {}) as Record<string, string>;
    const location = `/api/v1/consents${entry ? `?personType=${type}&personId=${personId}` : ''}`;
    return created(entry ? present(entry) : { id }, location);
  }
}

export function consentRoutes(door: ConsentRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/consents', operation: 'consentHistory', permission: 'consent:read', tag },
      isList: true,
      summary: 'What a person agreed to and took back, newest first',
      query: listQuery(person, ['at']),
      answer: ConsentAnswer,
      handle: (ctx, request) => door.history(ctx, request),
    },
    {
      ...{ method: 'get', path: '/consents/status', operation: 'consentStatus', permission: 'consentStatus:read', tag },
      summary: 'What a person agrees to at an instant, by channel and purpose',
      query: z.strictObject({ ...person, at: single(instant).describe('As of when; now unless given.') }),
      answer: ConsentStateAnswer,
      handle: (ctx, request) => door.status(ctx, request),
    },
    {
      ...{ method: 'post', path: '/consents', operation: 'recordConsent', permission: 'consent:create', tag },
      status: 201,
      summary: 'Notes that a person agrees to something',
      body: RecordConsent,
      answer: ConsentAnswer,
      handle: (ctx, request) => door.record(ctx, request),
    },
    {
      ...{
        method: 'post',
        path: '/consents/withdraw',
        operation: 'withdrawConsent',
        permission: 'consent:create',
        tag,
      },
      status: 201,
      summary: 'Notes that a person no longer agrees',
      body: WithdrawConsent,
      answer: ConsentAnswer,
      handle: (ctx, request) => door.withdraw(ctx, request),
    },
  ];
}
