import { enumOf } from '../../../platform/graphql/enums.js';
import { leadStatuses } from '../lead.status.js';
import {
  contactMethods,
  insuranceStatuses,
  leadSources,
  leadStages,
  modalities,
  services,
} from '../lead.vocabulary.js';

export const LeadStatuses = enumOf('LeadStatus', leadStatuses, 'Where a lead stands.', {
  NEW: 'Nobody has answered yet.',
  CONTACTED: 'The practice has reached out.',
  QUALIFIED: 'The practice can help this person.',
  UNQUALIFIED: 'The practice cannot help; a reason is given.',
  CONVERTED: 'The person has become a client.',
  LOST: 'The person went elsewhere or gave up; a reason is given.',
});
export const LeadStages = enumOf('LeadStage', leadStages, 'How far a lead is on its way into care.');
export const LeadSources = enumOf('LeadSource', leadSources, 'How the person found the practice.');
export const ContactMethods = enumOf('ContactMethod', contactMethods, 'How a person likes to be reached.');
export const Services = enumOf('Service', services, 'What kind of care is sought.');
export const Modalities = enumOf('Modality', modalities, 'Where care may take place.');
export const InsuranceStatuses = enumOf('InsuranceStatus', insuranceStatuses, 'What is known of the cover.');
