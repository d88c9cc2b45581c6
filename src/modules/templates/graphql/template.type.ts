import { Field, ID, Int, ObjectType } from 'type-graphql';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import type { MailPurpose } from '../template.vocabulary.js';
import { MailPurposes } from './mail-purposes.type.js';

@ObjectType('EmailTemplateVersion', {
  simpleResolvers: true,
  description: 'What was published of a template, for good.',
})
export class EmailTemplateVersionType {
  @Field(() => ID, { description: 'Id of the version.' })
  id!: string;

  @Field(() => Int, { description: 'Its number among the versions of the template, from 1.' })
  number!: number;

  @Field(() => DateTime, { description: 'When it was published.' })
  publishedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who published it: a member of staff or an API key.' })
  publishedById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who published it.' })
  publishedBy!: StaffMemberType | null;

  @Field(() => String, { description: 'Its subject, with merge fields.' })
  subject!: string;

  @Field(() => String, { nullable: true, description: 'What mail clients show beside the subject.' })
  preheader!: string | null;

  @Field(() => String, { description: 'Its HTML part: compiled, made harmless, with merge fields.' })
  html!: string;

  @Field(() => String, { description: 'Its text part, made from the HTML where none was written.' })
  text!: string;

  @Field(() => [String], { description: 'The merge fields that it uses.' })
  variables!: string[];
}

const EmailTemplateVersionConnection = connectionOf(EmailTemplateVersionType, 'EmailTemplateVersion');

/** GraphQL face of a template. */
@ObjectType('EmailTemplate', { simpleResolvers: true, description: 'What messages are written from.' })
export class EmailTemplateType {
  @Field(() => ID, { description: 'Id of the template.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the template was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the template last changed or was published.' })
  updatedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who added it: a member of staff or an API key.' })
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => String, { description: 'Its name, the only one in the practice.' })
  name!: string;

  @Field(() => MailPurposes, { description: 'What its messages are for.' })
  purpose!: MailPurpose;

  @Field(() => String, { description: 'The subject of the draft, with merge fields.' })
  subject!: string;

  @Field(() => String, { nullable: true, description: 'What mail clients show beside the subject.' })
  preheader!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The HTML of the draft as it was written; null when it is MJML.',
  })
  html!: string | null;

  @Field(() => String, { nullable: true, description: 'The MJML of the draft as it was written.' })
  mjml!: string | null;

  @Field(() => String, { nullable: true, description: 'The text part of the draft; null: made from the HTML.' })
  text!: string | null;

  @Field(() => [String], { description: 'The merge fields that the draft uses.' })
  variables!: string[];

  @Field(() => Int, { nullable: true, description: 'Number of the version that is sent; null before the first.' })
  publishedNumber!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When that version was published.' })
  publishedAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether the template changed since, or was never published.' })
  hasUnpublishedChanges!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may change it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may publish it.' })
  viewerCanPublish!: boolean;
}
addConnection(EmailTemplateType, 'versions', () => EmailTemplateVersionConnection, 'What was published, latest first.');

export const EmailTemplateConnection = connectionOf(EmailTemplateType, 'EmailTemplate');
