import type { Ground } from '../../platform/ground.js';
import type { DemoPractice } from './accounts.js';
import { tellCampaign, tellPlans } from './campaign-story.js';
import { demoCampaigns } from './campaigns.js';
import { demoContacts, demoOrganizations } from './community.js';
import { tellContact, tellErrands, tellFollowUps, tellOrganization } from './community-story.js';
import { tellMail } from './mail-story.js';
import { Narrator, tellAll } from './narrator.js';
import { demoPeople } from './people.js';
import { type Bringers, tellPerson } from './people-story.js';

const lanes = 4;

/** Lets the demo practice live through its last year: whom it knows, what it did to be found, and who asked it for care. */
export async function tellDemoStory(ground: Ground, practice: DemoPractice, count = 200): Promise<void> {
  const narrators = Array.from({ length: lanes }, () => new Narrator(ground, practice));
  const organizations = await tellAll(narrators, demoOrganizations, tellOrganization);
  const community = demoContacts(Math.ceil(count * 0.3));
  const contacts = await tellAll(narrators, community, (narrator, contact, at) =>
    tellContact(narrator, contact, at, organizations),
  );
  const [chief] = narrators as [Narrator];
  const plans = await tellPlans(chief);
  const bringers: Bringers = {
    referrers: contacts.filter((_, at) => community[at]?.isReferrer),
    campaigns: demoCampaigns.map((campaign, at) => ({ id: plans.campaigns[at] as string, campaign })),
  };
  const leads = await tellAll(narrators, demoPeople(count), (narrator, person, at) =>
    tellPerson(narrator, person, at, bringers),
  );
  for (const [at, campaign] of demoCampaigns.entries()) {
    await tellCampaign(chief, campaign, plans.campaigns[at] as string);
  }
  await tellMail(chief, plans);
  await tellFollowUps(chief);
  await tellErrands(chief, { ORGANIZATION: organizations, CONTACT: contacts, CAMPAIGN: plans.campaigns, LEAD: leads });
}
