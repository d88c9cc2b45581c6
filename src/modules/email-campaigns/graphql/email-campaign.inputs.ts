import { Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { PersonInput } from '../../consents/graphql/person.inputs.js';
import { MailPurposes } from '../../templates/graphql/mail-purposes.type.js';
import type { MailPurpose } from '../../templates/template.vocabulary.js';
import type {
  CreateEmailCampaign,
  ScheduleEmailCampaign,
  SendTestEmail,
  UpdateEmailCampaign,
} from '../email-campaign.rules.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });

@InputType({ description: 'What is noted of what people do with a message.' })
export class EmailTrackingInput {
  @flag('Whether opens are noted.')
  opens?: boolean | null;

  @flag('Whether followed links are noted.')
  clicks?: boolean | null;
}

/** What may be said of an email campaign when it is added and when it changes. */
@InputType()
abstract class EmailCampaignDetailsInput {
  @id('The campaign that it is part of.')
  campaignId?: string | null;

  @id('The template that says what it does not say itself.')
  templateId?: string | null;

  @Field(() => MailPurposes, {
    nullable: true,
    description: "What it is for; the template's unless given. What a COMMERCIAL template says is never SERVICE.",
  })
  purpose?: MailPurpose | null;

  @text("Its own subject line, before the template's; up to 250 characters, with merge fields.")
  subject?: string | null;

  @text('Its own words that mail programs show beside the subject, up to 250 characters, with merge fields.')
  preheader?: string | null;

  @text("Its own HTML, before the template's; with merge fields.")
  html?: string | null;

  @text('Its own text part, with merge fields; one is made from the HTML unless given.')
  text?: string | null;

  @text('The name that it comes from, up to 100 characters.')
  fromName?: string | null;

  @text("The address that it comes from, of one of the practice's sender domains.")
  fromEmail?: string | null;

  @text("The address that answers go to, of one of the practice's sender domains.")
  replyTo?: string | null;

  @ids('Segments whose members get it, as they are when it is sent.')
  segmentIds?: string[] | null;

  @ids('Segments whose members do not get it.')
  excludeSegmentIds?: string[] | null;

  @Field(() => [PersonInput], {
    nullable: true,
    description: 'People by name, at most 10,000, in place of those before.',
  })
  recipients?: PersonInput[] | null;

  @Field(() => EmailTrackingInput, {
    nullable: true,
    description: "What is noted of what people do with it; the practice's default unless given.",
  })
  tracking?: EmailTrackingInput | null;

  @text('What it is about, up to 100 characters; a topic exists from its first use on.')
  topic?: string | null;
}

@InputType('CreateEmailCampaignInput', { description: 'A new email campaign; it begins as a draft.' })
export class CreateEmailCampaignInput extends EmailCampaignDetailsInput implements z.input<typeof CreateEmailCampaign> {
  @Field(() => String, { description: 'What it is called, for staff; up to 200 characters.' })
  name!: string;
}

@InputType('UpdateEmailCampaignInput', {
  description: 'What changes of an email campaign: the fields that are given; null empties one.',
})
export class UpdateEmailCampaignInput
  extends EmailCampaignDetailsInput
  implements Omit<z.input<typeof UpdateEmailCampaign>, 'name'>
{
  @text('What it is called, up to 200 characters; it can not be emptied.')
  name?: string | null;
}

@InputType('ScheduleEmailCampaignInput', { description: 'When an email campaign is to start.' })
export class ScheduleEmailCampaignInput implements z.input<typeof ScheduleEmailCampaign> {
  @Field(() => String, {
    description:
      'An instant with its zone, `2026-11-03T14:30:00Z`, or a time on the wall of `timeZone`, `2026-11-03T09:30`: one that clocks skip comes after the gap, one that they show twice the first time.',
  })
  scheduledAt!: string;

  @text("The IANA time zone in which it is meant; the practice's unless given.")
  timeZone?: string | null;
}

@InputType('SendTestEmailInput', { description: 'Where a test goes.' })
export class SendTestEmailInput implements z.input<typeof SendTestEmail> {
  @Field(() => [String], { description: 'At most 10 addresses.' })
  to!: string[];
}
