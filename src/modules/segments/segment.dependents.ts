import type { Dependent } from '../../platform/merging/dependents.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

/** The places of a lead or contact in static segments, which it hands on in a merge where the other has none. */
export const segmentPlacesOf = (type: PersonType): Dependent => ({
  name: 'segments',
  table: 'segment_members',
  column: 'person_id',
  where: `d.person_type = '${type}'`,
  key: 'segment_id',
  isOnePerKey: true,
});
