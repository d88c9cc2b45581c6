import type { RequestContext } from '../../platform/context.js';
import { newRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { change, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { CampaignExpense } from './campaign.entity.js';
import { holdCampaign } from './campaign.rows.js';
import { RecordCampaignExpense } from './campaign.rules.js';

const useCase = useCasesOf('CAMPAIGN');

/** What campaigns cost: a ledger that only grows. Bills come late, so that a campaign that is over takes them too. */
export class CampaignExpenses {
  constructor(private readonly ground: Ground) {}

  /** Records money spent, or taken back by a negative amount. Never conflicts with another expense. */
  record(ctx: RequestContext, campaignId: string, raw: unknown): Promise<{ id: string; campaignId: string }> {
    const recording = useCase('recordCampaignExpense', 'campaign:update', 'UPDATE', campaignId);
    return change(this.ground, ctx, recording, async unit => {
      const input = parse(RecordCampaignExpense, raw);
      const campaign = await holdCampaign(unit, campaignId);
      const base = { ...newRow(ctx, this.ground.clock.now()), campaignId: campaign.id };
      const expense = Object.assign(new CampaignExpense(), { ...base, ...input });
      unit.em.persist(expense);
      const details = { expenseId: expense.id, amountMinor: input.amountMinor };
      unit.record([campaign.id, expense.id], undefined, { details });
      const data = { expenseId: expense.id };
      unit.publish({ type: 'CAMPAIGN_EXPENSE_RECORDED', objectType: 'CAMPAIGN', objectId: campaign.id, data });
      return { id: expense.id, campaignId: campaign.id };
    });
  }
}
