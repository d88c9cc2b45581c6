import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { userErrorCodes } from '../../../platform/errors/codes.js';
import { figures, present } from '../../../platform/rest/answers.js';
import { listed, listQuery, listSelection, pageArgs } from '../../../platform/rest/paging.js';
import { single } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { id, oneOf } from '../../../platform/validation.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import { skipReasons } from '../../suppressions/suppression.vocabulary.js';
import type { EmailCampaignPreviews } from '../email-campaign.preview.js';
import type { EmailCampaignQueries } from '../email-campaign.queries.js';
import { SendTestEmail } from '../email-campaign.rules.js';
import { type EmailCampaignTests, testStates } from '../email-campaign.test-mail.js';
import { EmailRecipientAnswer, recipientSelection } from './email-campaign.presenter.js';

const tag = 'Email campaigns';

const PreviewQuery = z
  .strictObject({
    personType: single(oneOf(personTypes)).describe('With `personId`: the message as this person would get it.'),
    personId: single(id),
  })
  .refine(query => (query.personType === undefined) === (query.personId === undefined), {
    path: ['personId'],
    message: 'Give personType and personId, or neither.',
  });

const count = z.int().nullable();
const shown = { count, isSuppressed: z.boolean() };
const fault = z.object({ code: z.enum(userErrorCodes), message: z.string(), path: z.array(z.string()) });
const MessageAnswer = z
  .object({ subject: z.string(), html: z.string(), text: z.string() })
  .meta({ id: 'EmailCampaignPreview' });
const AudienceAnswer = z
  .object({
    ...shown,
    mailable: count,
    skipped: z.array(z.object({ reason: z.enum(skipReasons), ...shown })),
    isSensitive: z.boolean(),
  })
  .meta({ id: 'EmailCampaignAudience' });
const ReadinessAnswer = z
  .object({ isReady: z.boolean(), issues: z.array(fault), notices: z.array(fault) })
  .meta({ id: 'EmailCampaignReadiness' });
const TestAnswer = z
  .object({
    results: z.array(z.object({ to: z.string(), state: z.enum(testStates), message: z.string().nullable() })),
  })
  .meta({ id: 'TestEmail' });

/** REST door of what can be seen of an email campaign before it is sent. */
export class EmailCampaignPreviewRoutes {
  constructor(
    private readonly previews: EmailCampaignPreviews,
    private readonly tests: EmailCampaignTests,
    private readonly queries: EmailCampaignQueries,
  ) {}

  async preview(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const person = query.personId ? { type: query.personType, id: query.personId } : null;
    return figures(await this.previews.rendered(ctx, params.id as string, person));
  }

  async audience(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return figures(await this.previews.audience(ctx, params.id as string));
  }

  async readiness(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return figures(await this.previews.readiness(ctx, params.id as string));
  }

  async test(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { results } = await this.tests.send(ctx, params.id as string, body);
    return figures({ results });
  }

  async recipients(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    const selection = listSelection(recipientSelection);
    return listed(call, await this.queries.recipients(ctx, params.id as string, pageArgs(call), selection), present);
  }
}

export function emailCampaignPreviewRoutes(door: EmailCampaignPreviewRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/email-campaigns/:id/preview', operation: 'emailCampaignPreview', tag },
      permission: 'emailCampaign:read',
      summary: 'The message as a person would get it, or somebody made up',
      query: PreviewQuery,
      answer: MessageAnswer,
      handle: (ctx, request) => door.preview(ctx, request),
    },
    {
      ...{ method: 'get', path: '/email-campaigns/:id/audience', operation: 'emailCampaignAudience', tag },
      permission: 'emailCampaign:read',
      summary: 'Whom an email campaign would reach now, and why it would pass the others by',
      answer: AudienceAnswer,
      handle: (ctx, request) => door.audience(ctx, request),
    },
    {
      ...{ method: 'get', path: '/email-campaigns/:id/readiness', operation: 'emailCampaignReadiness', tag },
      permission: 'emailCampaign:read',
      summary: 'What stands in the way of sending an email campaign',
      answer: ReadinessAnswer,
      handle: (ctx, request) => door.readiness(ctx, request),
    },
    {
      ...{ method: 'get', path: '/email-campaigns/:id/recipients', operation: 'emailCampaignRecipients', tag },
      isList: true,
      permission: 'emailCampaign:read',
      summary: 'Whom an email campaign names by hand, in their order',
      query: listQuery({}, []),
      answer: EmailRecipientAnswer,
      handle: (ctx, request) => door.recipients(ctx, request),
    },
    {
      ...{ method: 'post', path: '/email-campaigns/:id/test', operation: 'sendTestEmail', tag },
      permission: 'emailCampaign:test',
      summary: 'Sends the message to at most 10 addresses to look at; no figure counts it',
      body: SendTestEmail,
      answer: TestAnswer,
      handle: (ctx, request) => door.test(ctx, request),
    },
  ];
}
