import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { criteriaOf } from '../../platform/reading/criteria.js';
import { filterRules, several } from '../../platform/reading/filter.js';
import { oneOfIds, oneOfText } from '../../platform/reading/filter-rules.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import { type Page, type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import { id, oneOf, parse } from '../../platform/validation.js';
import { campaignShape } from './campaign.shape.js';
import { stepRunStates } from './campaign.vocabulary.js';
import { campaignStepRunShape } from './campaign-step.shape.js';

export interface StepRunListArgs extends PageArgs {
  campaignId: string;
  filter?: unknown;
}

const StepRunFilterRules = filterRules({
  state: several(oneOf(stepRunStates)),
  stepId: several(id),
  personId: several(id),
});
const rules = {
  state: oneOfText('state'),
  stepId: oneOfIds('step_id'),
  personId: oneOfIds('person_id'),
  campaignId: oneOfIds('campaign_id'),
};

/** Reads what a campaign did by itself. */
export class AutomationQueries {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** What a campaign does by itself. @throws NotFoundError. */
  automation(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const reading = { operation: 'campaignAutomation', permission: 'campaign:read' } as const;
    return this.#reader.one(ctx, reading, campaignShape, id, selection);
  }

  /** What ran or is to run, the soonest first. @throws NotFoundError of an unknown campaign. */
  async runs(
    ctx: RequestContext,
    { campaignId, filter, ...page }: StepRunListArgs,
    selection: Selection,
  ): Promise<Page> {
    const reading = { operation: 'campaignStepRuns', permission: 'campaign:read' } as const;
    await this.#reader.one(ctx, reading, campaignShape, campaignId, select(['id']));
    const wish = () => {
      const wanted = { ...parse(StepRunFilterRules, filter ?? {}), campaignId: [campaignId] };
      const criteria = criteriaOf<object>(rules, wanted, {});
      return { ...page, criteria, sort: [{ field: 'dueAt', direction: 'ASC' }] as const };
    };
    return this.#reader.list(ctx, reading, campaignStepRunShape, wish, selection);
  }
}
