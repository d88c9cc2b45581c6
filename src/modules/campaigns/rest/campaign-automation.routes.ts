import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { select } from '../../../platform/reading/selection.js';
import { text, time } from '../../../platform/rest/answer-parts.js';
import { one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listArgs, listed, listQuery, listSelection } from '../../../platform/rest/paging.js';
import { many } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { id, oneOf } from '../../../platform/validation.js';
import type { CampaignAutomation } from '../campaign.automation.js';
import type { AutomationQueries } from '../campaign.automation-queries.js';
import { SetCampaignAutomation } from '../campaign.automation-rules.js';
import type { CampaignQueries } from '../campaign.queries.js';
import { stepActions, stepRunStates, stepTriggers } from '../campaign.vocabulary.js';

const tag = 'Campaigns';

const step = ['id', 'position', 'name', 'trigger', 'action', 'counts'];
const automationSelection = select(['id', 'version', { automation: step }]);
const runFields = ['id', 'stepId', 'personType', 'personId', 'state', 'dueAt', 'ranAt', 'attempts', 'reason', 'taskId'];

const AutomationAnswer = z
  .object({
    id: z.guid(),
    version: z.int(),
    automation: z.array(
      z.object({
        id: z.guid(),
        position: z.int(),
        name: text,
        trigger: z.looseObject({ kind: z.enum(stepTriggers) }),
        action: z.looseObject({ kind: z.enum(stepActions) }),
        counts: z.record(z.string(), z.int()).nullable(),
      }),
    ),
  })
  .meta({ id: 'CampaignAutomation' });

const StepRunAnswer = z
  .object({
    id: z.guid(),
    stepId: z.guid(),
    personType: z.enum(['LEAD', 'CONTACT']),
    personId: z.guid(),
    state: z.enum(stepRunStates),
    dueAt: z.iso.datetime(),
    ranAt: time,
    attempts: z.int(),
    reason: text,
    taskId: text,
  })
  .meta({ id: 'CampaignStepRun' });

/** REST door of what campaigns do by themselves. */
export class CampaignAutomationRoutes {
  constructor(
    private readonly automation: CampaignAutomation,
    private readonly steps: AutomationQueries,
    private readonly queries: CampaignQueries,
  ) {}

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.steps.automation(ctx, params.id as string, automationSelection)));
  }

  async set(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id: campaignId } = await this.automation.set(ctx, params.id as string, body, expectedVersion);
    const campaign = await this.queries.afterChange(ctx, campaignId, automationSelection);
    return one(present(campaign ?? { id: campaignId }));
  }

  async runs(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const args = { ...listArgs(call, {}), campaignId: params.id as string };
    return listed(call, await this.steps.runs(ctx, args, listSelection(select(runFields))), present);
  }
}

export function campaignAutomationRoutes(door: CampaignAutomationRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/campaigns/:id/automation', operation: 'campaignAutomation', tag },
      permission: 'campaign:read',
      summary: 'What a campaign does by itself, and what came of it',
      answer: AutomationAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/campaigns/:id/automation', operation: 'setCampaignAutomation', tag },
      permission: 'campaign:update',
      summary: 'Sets all steps of a campaign; one with the id of a step that is there goes on as it',
      body: SetCampaignAutomation,
      answer: AutomationAnswer,
      handle: (ctx, request) => door.set(ctx, request),
    },
    {
      ...{ method: 'get', path: '/campaigns/:id/automation/runs', operation: 'campaignStepRuns', tag, isList: true },
      permission: 'campaign:read',
      summary: 'What a campaign did by itself and is to do, the soonest first',
      query: listQuery({ state: many(oneOf(stepRunStates)), stepId: many(id), personId: many(id) }, ['dueAt']),
      answer: StepRunAnswer,
      handle: (ctx, request) => door.runs(ctx, request),
    },
  ];
}
