import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** Money spent on a campaign, seen by who sees the campaign. */
export const campaignExpenseShape: Shape = {
  noun: 'campaignExpense',
  objectType: 'CAMPAIGN_EXPENSE',
  isReference: true,
  from: 'campaign_expenses',
  table: 'campaign_expenses',
  groups: {},
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    campaignId: column('{t}.campaign_id'),
    spentOn: column('{t}.spent_on::text'),
    amountMinor: column('{t}.amount_minor'),
    category: column('{t}.category'),
    note: column('{t}.note'),
  },
  sorts: { spentOn: { sql: '{t}.spent_on::text', type: 'text' } },
};
