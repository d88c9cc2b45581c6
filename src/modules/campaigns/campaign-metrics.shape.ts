import type { Viewer } from '../../platform/access/viewer.js';
import type { select } from '../../platform/reading/selection.js';
import { column, type DerivedField, type Shape, type ShapeField, type Sql } from '../../platform/reading/shape.js';
import { type CampaignCounts, costOfOne, percentOf, returnOf } from './campaign.figures.js';
import { canKnowSensitiveMembers } from './campaign.policy.js';

const leads = 'from leads l where l.practice_id = {c}.practice_id and l.campaign_id = {c}.id and l.deleted_at is null';

const counts: Record<keyof CampaignCounts, Sql> = {
  recipients:
    '(select count(*)::int from campaign_recipients r where r.practice_id = {c}.practice_id and r.campaign_id = {c}.id)',
  leads: `(select count(*)::int ${leads})`,
  qualifiedLeads: `(select count(*)::int ${leads} and l.status in ('QUALIFIED', 'CONVERTED'))`,
  conversions: `(select count(*)::int ${leads} and l.status = 'CONVERTED')`,
  spentMinor: `(select coalesce(sum(e.amount_minor), 0) from campaign_expenses e
    where e.practice_id = {c}.practice_id and e.campaign_id = {c}.id)`,
};

/** What is counted of the campaign `alias`, each as an expression over the ledger's own rows. */
export const countsOf = (alias: string): Record<keyof CampaignCounts, Sql> =>
  Object.fromEntries(Object.entries(counts).map(([name, sql]) => [name, sql.replaceAll('{c}', alias)])) as Record<
    keyof CampaignCounts,
    Sql
  >;

const counted = countsOf('c');

/** True of a campaign that reaches people, or leaves some out, by segments that ask by protected fields. */
export const isSensitive = (alias: string): Sql => `exists (select from campaign_sensitive_audiences a
  where a.practice_id = ${alias}.practice_id and a.campaign_id = ${alias}.id)`;

/** How many recipients there are, as far as the viewer may count them. */
export const recipientsFor = (viewer: Viewer, recipients: number, isSensitive: boolean): number | null =>
  isSensitive && !canKnowSensitiveMembers(viewer) ? null : recipients;

/** A figure made of others; `amount` of a sum may come as text from inside of JSON. */
const figure = (names: readonly string[], of: (...values: number[]) => unknown): DerivedField => ({
  kind: 'derived',
  columns: Object.fromEntries(names.map(name => [name, `{t}."${name}"`])),
  of: columns => of(...names.map(name => columns[name] as number)),
});

/** What came of a campaign. The database looks at no count that was not asked for. */
export const campaignMetricsShape: Shape = {
  noun: 'campaignMetrics',
  objectType: 'CAMPAIGN',
  isReference: true,
  from: `(select c.id, c.practice_id, c.currency, c.budget_minor as "budgetMinor",
    c.conversion_value_minor as "valueMinor", ${isSensitive('c')} as "isSensitive",
    ${Object.entries(counted)
      .map(([name, sql]) => `${sql} as "${name}"`)
      .join(', ')} from campaigns c)`,
  table: 'campaigns',
  groups: {},
  fields: {
    id: column('{t}.id'),
    currency: column('{t}.currency'),
    ...Object.fromEntries(Object.keys(counted).map(name => [name, column(`{t}."${name}"`)])),
    recipients: {
      kind: 'derived',
      columns: { recipients: '{t}.recipients', isSensitive: '{t}."isSensitive"' },
      of: ({ recipients, isSensitive }, _, viewer) =>
        recipientsFor(viewer, recipients as number, isSensitive as boolean),
    },
    budgetMinor: column('{t}."budgetMinor"'),
    remainingMinor: figure(['budgetMinor', 'spentMinor'], (budget: number | null, spent) =>
      budget === null ? null : budget - spent,
    ),
    conversionRate: figure(['conversions', 'leads'], percentOf),
    costPerLeadMinor: figure(['spentMinor', 'leads'], costOfOne),
    costPerConversionMinor: figure(['spentMinor', 'conversions'], costOfOne),
    returnMinor: figure(['conversions', 'valueMinor', 'spentMinor'], returnOf),
    returnPercent: figure(['conversions', 'valueMinor', 'spentMinor'], (conversions, value, spent) => {
      const gain = returnOf(conversions, value, spent);
      return gain === null ? null : percentOf(gain, spent);
    }),
  },
  sorts: {},
};

/** Every figure there is, those that upper nouns added too. */
export function everyMetric(): Parameters<typeof select>[0] {
  const figures = Object.entries(campaignMetricsShape.fields).filter(([name]) => name !== 'id');
  const partsOf = (field: ShapeField) =>
    field.kind === 'one' ? Object.keys(field.shape.fields).filter(part => part !== 'id') : null;
  return figures.map(([name, field]) => {
    const parts = partsOf(field);
    return parts ? { [name]: parts } : name;
  });
}
