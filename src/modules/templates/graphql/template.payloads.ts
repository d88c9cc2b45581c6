import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import { EmailTemplateType } from './template.type.js';

const template = (description: string) => Field(() => EmailTemplateType, { nullable: true, description });

@ObjectType('CreateEmailTemplatePayload', { simpleResolvers: true, description: 'What came of adding a template.' })
export class CreateEmailTemplatePayload extends Payload {
  @template('The new template.')
  emailTemplate!: EmailTemplateType | null;
}

@ObjectType('UpdateEmailTemplatePayload', { simpleResolvers: true, description: 'What came of changing a template.' })
export class UpdateEmailTemplatePayload extends Payload {
  @template('The template.')
  emailTemplate!: EmailTemplateType | null;
}

@ObjectType('PublishEmailTemplatePayload', {
  simpleResolvers: true,
  description: 'What came of publishing a template.',
})
export class PublishEmailTemplatePayload extends Payload {
  @template('The template.')
  emailTemplate!: EmailTemplateType | null;

  @Field(() => Int, { nullable: true, description: 'The number of the version that was made.' })
  publishedNumber!: number | null;
}

@ObjectType('DeleteEmailTemplatePayload', { simpleResolvers: true, description: 'What came of deleting a template.' })
export class DeleteEmailTemplatePayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the template that is gone.' })
  deletedEmailTemplateId!: string | null;

  @template('The template as it was.')
  emailTemplate!: EmailTemplateType | null;
}

@ObjectType('RestoreEmailTemplatePayload', { simpleResolvers: true, description: 'What came of restoring a template.' })
export class RestoreEmailTemplatePayload extends Payload {
  @template('The template that is back.')
  emailTemplate!: EmailTemplateType | null;
}
