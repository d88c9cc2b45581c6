import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { TemplateFilterInput } from '../template.filter.js';
import type { CreateEmailTemplate, UpdateEmailTemplate } from '../template.rules.js';
import { templateSortFields } from '../template.shape.js';
import type { MailPurpose } from '../template.vocabulary.js';
import { MailPurposes } from './mail-purposes.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

/** What a draft says beside its subject. */
@InputType({ description: 'What a draft says beside its subject.' })
abstract class DraftParts {
  @text('What mail clients show beside the subject, up to 250 characters.')
  preheader?: string | null;

  @text('HTML with merge fields, up to 200,000 characters; takes the place of MJML.')
  html?: string | null;

  @text('MJML with merge fields, up to 100,000 characters; takes the place of HTML and is compiled when published.')
  mjml?: string | null;

  @text('The text part; made from the HTML unless given.')
  text?: string | null;
}

@InputType('CreateEmailTemplateInput', { description: 'A new template.' })
export class CreateEmailTemplateInput extends DraftParts implements z.input<typeof CreateEmailTemplate> {
  @Field(() => String, { description: 'Its name, up to 120 characters; no two templates share one.' })
  name!: string;

  @Field(() => MailPurposes, { description: 'What its messages are for.' })
  purpose!: MailPurpose;

  @Field(() => String, { description: 'One line with merge fields such as `{{ person.firstName }}`.' })
  subject!: string;
}

@InputType('UpdateEmailTemplateInput', { description: 'What changes of a template: the fields that are given.' })
export class UpdateEmailTemplateInput
  extends DraftParts
  implements Omit<z.input<typeof UpdateEmailTemplate>, 'name' | 'purpose' | 'subject'>
{
  @text('Its name, up to 120 characters; it can not be emptied.')
  name?: string | null;

  @Field(() => MailPurposes, { nullable: true, description: 'What its messages are for.' })
  purpose?: MailPurpose | null;

  @text('One line with merge fields; it can not be emptied.')
  subject?: string | null;
}

@InputType({ description: 'Which templates: all fields given must hold; a list holds when one of its values does.' })
export class EmailTemplateFilter implements TemplateFilterInput {
  @text('Exactly this name, in any case.')
  name?: string | null;

  @Field(() => [MailPurposes], { nullable: true, description: 'What they are for.' })
  purpose?: MailPurpose[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a version of them was published.' })
  isPublished?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Who added them.' })
  createdById?: string[] | null;

  @range('When they were added.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Deleted templates instead of present ones; for those who may restore them.',
  })
  isDeleted?: boolean | null;

  @Field(() => [EmailTemplateFilter], { nullable: true, description: 'All of these hold.' })
  and?: EmailTemplateFilter[] | null;

  @Field(() => [EmailTemplateFilter], { nullable: true, description: 'One of these holds.' })
  or?: EmailTemplateFilter[] | null;

  @Field(() => EmailTemplateFilter, { nullable: true, description: 'This does not hold.' })
  not?: EmailTemplateFilter | null;
}

const EmailTemplateSort = sortOf('EmailTemplate', templateSortFields);

@ArgsType()
export class EmailTemplatesArgs extends PageArgs {
  @Field(() => EmailTemplateFilter, { nullable: true, description: 'Which templates.' })
  filter?: EmailTemplateFilter | null;

  @Field(() => [EmailTemplateSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof EmailTemplateSort>[] | null;

  @text('Words that the name has words beginning with.')
  search?: string | null;
}
