import type { DemoPlans } from './campaign-story.js';
import { demoCampaigns } from './campaigns.js';
import { type DemoMailing, demoMailings, demoSender, demoTemplates } from './mail.js';
import { dayMs, type Narrator } from './narrator.js';

/** What the practice has written, and to whom; what leaves now is sent by the worker when it starts. */
export async function tellMail(narrator: Narrator, plans: DemoPlans): Promise<void> {
  const { practices, templates } = narrator.services;
  narrator.goTo(Date.now() - 40 * dayMs);
  await practices.update(narrator.as('OWNER'), demoSender);
  const made = new Map<string, string>();
  for (const [name, input] of Object.entries(demoTemplates)) {
    const { id } = await templates.create(narrator.as('MARKETING'), input);
    await templates.publish(narrator.as('MARKETING'), id);
    made.set(name, id);
  }
  narrator.goTo(Date.now());
  for (const mailing of demoMailings) await tellMailing(narrator, mailing, plans, made.get(mailing.template) as string);
}

async function tellMailing(
  narrator: Narrator,
  { input, campaign, segments, exclude, leavesIn }: DemoMailing,
  plans: DemoPlans,
  templateId: string,
): Promise<void> {
  const { emailCampaigns, emailCampaignMachine } = narrator.services;
  const marketer = narrator.as('MARKETING');
  const { id } = await emailCampaigns.create(marketer, {
    ...input,
    templateId,
    campaignId: plans.campaigns[demoCampaigns.findIndex(plan => plan.input.name === campaign)],
    segmentIds: segments.map(name => plans.segments.get(name)),
    excludeSegmentIds: exclude.map(name => plans.segments.get(name)),
  });
  if (leavesIn === null) return;
  if (leavesIn === 0) await emailCampaignMachine.take(marketer, 'send', id);
  else await emailCampaignMachine.schedule(marketer, id, { scheduledAt: morningIn(leavesIn) });
}

/** Nine o'clock of that day, on the wall of the practice. */
const morningIn = (days: number) => `${new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)}T09:00`;
