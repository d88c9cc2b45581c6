import type { Viewer } from '../../platform/access/viewer.js';
import { column, type DerivedField, type Shape } from '../../platform/reading/shape.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import { columnOf, countNames, isPlainSql, isSensitiveSql } from './email-campaign.figure-sql.js';
import { type Counts, type Figures, figuresOf, shownFigures } from './email-campaign.figures.js';

const columns = Object.fromEntries([...countNames, 'isSensitive', 'isPlain'].map(name => [name, `{t}."${name}"`]));

/** The figures as this viewer may see them: of who may tell of a protected field, no count that singles people out. */
function shownTo(viewer: Viewer, row: Record<string, unknown>): Figures {
  const figures = figuresOf(row as unknown as Counts);
  if (!row.isSensitive || canKnowSensitiveMembers(viewer)) return figures;
  return shownFigures(figures, row.isPlain as boolean);
}

const figure = (name: keyof Figures): DerivedField => ({
  kind: 'derived',
  columns,
  of: (row, _, viewer) => shownTo(viewer, row)[name],
});

/** Every figure there is, in the order of the states. */
export const figureNames = [
  ...['recipients', 'pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown'],
  ...['delivered', 'bounced', 'softBounced', 'complained', 'unsubscribed', 'opens', 'clicks', 'rates'],
] as (keyof Figures)[];

/** What became of an email campaign: read off the figures that the ledger keeps of itself. */
export const emailCampaignMetricsShape: Shape = {
  noun: 'emailCampaignMetrics',
  objectType: 'EMAIL_CAMPAIGN',
  isReference: true,
  from: `(select e.id, e.practice_id, ${countNames
    .map(name => `coalesce(c.${columnOf(name)}, 0) as "${name}"`)
    .join(', ')}, ${isSensitiveSql('e')} as "isSensitive", ${isPlainSql('e')} as "isPlain"
    from email_campaigns e left join email_campaign_counters c on c.email_campaign_id = e.id)`,
  table: 'email_campaigns',
  groups: {},
  fields: { id: column('{t}.id'), ...Object.fromEntries(figureNames.map(name => [name, figure(name)])) },
  sorts: {},
};
