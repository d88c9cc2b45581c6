import type { Dependent } from '../../platform/merging/dependents.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

/** What was mailed to a lead or contact, which it hands on in a merge where the other has none of the same mailing. */
export const deliveriesOf = (type: PersonType): Dependent => ({
  name: 'deliveries',
  table: 'deliveries',
  column: 'person_id',
  where: `d.person_type = '${type}'`,
  key: 'email_campaign_id',
  isOnePerKey: true,
});
