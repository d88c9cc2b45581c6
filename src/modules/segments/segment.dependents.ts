import type { Dependent } from '../../platform/merging/dependents.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

/** What a lead or contact did with the mail it got; of no use to whom it is merged into. */
export const engagementsOf = (type: PersonType): Dependent => ({
  name: 'engagements',
  table: 'mail_engagements',
  column: 'person_id',
  where: `d.person_type = '${type}'`,
});

/** The places of a lead or contact in static segments, which it hands on in a merge where the other has none. */
export const segmentPlacesOf = (type: PersonType): Dependent => ({
  name: 'segments',
  table: 'segment_members',
  column: 'person_id',
  where: `d.person_type = '${type}'`,
  key: 'segment_id',
  isOnePerKey: true,
});
