import { Field, ID, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import { OrganizationType } from './organization.type.js';

@ObjectType('CreateOrganizationPayload', {
  simpleResolvers: true,
  description: 'What came of adding an organization.',
})
export class CreateOrganizationPayload extends Payload {
  @Field(() => OrganizationType, { nullable: true, description: 'The new organization.' })
  organization!: OrganizationType | null;
}

@ObjectType('UpdateOrganizationPayload', {
  simpleResolvers: true,
  description: 'What came of changing an organization.',
})
export class UpdateOrganizationPayload extends Payload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization.' })
  organization!: OrganizationType | null;
}

@ObjectType('DeleteOrganizationPayload', {
  simpleResolvers: true,
  description: 'What came of deleting an organization.',
})
export class DeleteOrganizationPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the organization that is gone.' })
  deletedOrganizationId!: string | null;

  @Field(() => OrganizationType, { nullable: true, description: 'The organization as it was.' })
  organization!: OrganizationType | null;
}

@ObjectType('RestoreOrganizationPayload', {
  simpleResolvers: true,
  description: 'What came of restoring an organization.',
})
export class RestoreOrganizationPayload extends Payload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization that is back.' })
  organization!: OrganizationType | null;
}
