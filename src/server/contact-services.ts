import { ContactInteractions } from '../modules/contacts/contact.interactions.js';
import { contactsOfOrganizations } from '../modules/contacts/contact.organizations.js';
import { ContactQueries } from '../modules/contacts/contact.queries.js';
import { contactAsRelated } from '../modules/contacts/contact.relations.js';
import { ContactService } from '../modules/contacts/contact.service.js';
import { OrganizationQueries } from '../modules/organizations/organization.queries.js';
import { organizationAsRelated } from '../modules/organizations/organization.relations.js';
import { OrganizationService } from '../modules/organizations/organization.service.js';
import type { FollowUps } from '../modules/tasks/task.follow-ups.js';
import type { RelatedNouns } from '../modules/tasks/task.related.js';
import type { Ground } from '../platform/ground.js';
import { contactFiles } from './contact-files.js';

/** The professionals and organizations that the practice knows, and what is said with them. */
export function contactServices(ground: Ground, work: { relatedNouns: RelatedNouns; followUps: FollowUps }) {
  const contactInteractions = new ContactInteractions(ground, work.followUps);
  work.relatedNouns.add(organizationAsRelated);
  work.relatedNouns.add(contactAsRelated(contactInteractions));
  const services = {
    organizations: new OrganizationService(ground, [contactsOfOrganizations]),
    organizationQueries: new OrganizationQueries(ground),
    contacts: new ContactService(ground),
    contactQueries: new ContactQueries(ground),
    contactInteractions,
  };
  return { ...services, ...contactFiles(ground, services) };
}
