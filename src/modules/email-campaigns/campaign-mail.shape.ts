import { addRelations, column, type DerivedField, type Shape } from '../../platform/reading/shape.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import { campaignMetricsShape } from '../campaigns/campaign-metrics.shape.js';
import { columnOf, countNames, isSensitiveSql } from './email-campaign.figure-sql.js';
import { type Counts, type Figures, figuresOf, hiddenFigures } from './email-campaign.figures.js';
import { figureNames } from './email-campaign-metrics.shape.js';

const columns = Object.fromEntries([...countNames, 'isSensitive'].map(name => [name, `{t}."${name}"`]));

/** With one audience that tells of a protected field, all is hidden from who may not know it: the rest would tell by the difference. */
const figure = (name: keyof Figures): DerivedField => ({
  kind: 'derived',
  columns,
  of: (row, _, viewer) => {
    const isHidden = row.isSensitive && !canKnowSensitiveMembers(viewer);
    return (isHidden ? hiddenFigures : figuresOf(row as unknown as Counts))[name];
  },
});

/** The mail of a campaign: the figures of all its email campaigns together. */
export const campaignMailShape: Shape = {
  noun: 'campaignMail',
  objectType: 'CAMPAIGN',
  isReference: true,
  from: `(select c.id, c.practice_id, m.* from campaigns c cross join lateral (
    select ${countNames.map(name => `coalesce(sum(f.${columnOf(name)}), 0)::int as "${name}"`).join(', ')},
      coalesce(bool_or(${isSensitiveSql('e')}), false) as "isSensitive"
    from email_campaigns e left join email_campaign_counters f on f.email_campaign_id = e.id
    where e.practice_id = c.practice_id and e.campaign_id = c.id and e.deleted_at is null) m)`,
  table: 'campaigns',
  groups: {},
  fields: { id: column('{t}.id'), ...Object.fromEntries(figureNames.map(name => [name, figure(name)])) },
  sorts: {},
};

addRelations(campaignMetricsShape, { mail: { kind: 'one', shape: campaignMailShape, on: '{n}.id = {t}.id' } });
