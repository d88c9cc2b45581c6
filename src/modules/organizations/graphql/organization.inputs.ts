import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { AddressInput } from '../../../platform/graphql/address.inputs.js';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { OrganizationFilterInput } from '../organization.filter.js';
import type { CreateOrganization, UpdateOrganization } from '../organization.rules.js';
import { organizationSortFields } from '../organization.shape.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

/** What may be said of an organization when it is added and when it changes. */
@InputType()
abstract class OrganizationDetailsInput {
  @text('What it is, in words of the practice, up to 100 characters: clinic, school, law firm.')
  kind?: string | null;

  @text('A telephone number; without a country code it is read as one of the United States.')
  phone?: string | null;

  @text('An http or https address.')
  website?: string | null;

  @Field(() => AddressInput, { nullable: true, description: 'Postal address.' })
  address?: AddressInput | null;
}

@InputType('CreateOrganizationInput', { description: 'A new organization.' })
export class CreateOrganizationInput extends OrganizationDetailsInput implements z.input<typeof CreateOrganization> {
  @Field(() => String, { description: 'Its name, up to 200 characters.' })
  name!: string;
}

@InputType('UpdateOrganizationInput', {
  description:
    'What changes of an organization: the fields that are given; null empties one. Of the address too, the rest stays.',
})
export class UpdateOrganizationInput
  extends OrganizationDetailsInput
  implements Omit<z.input<typeof UpdateOrganization>, 'name'>
{
  @text('Its name, up to 200 characters; it can not be emptied.')
  name?: string | null;
}

@InputType({
  description: 'Which organizations: all fields given must hold; a list holds when one of its values does.',
})
export class OrganizationFilter implements OrganizationFilterInput {
  @text('Exactly this name, in any case.')
  name?: string | null;

  @Field(() => [String], { nullable: true, description: 'What they are, in any case.' })
  kind?: string[] | null;

  @text('Exactly this telephone number.')
  phone?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Who added them.' })
  createdById?: string[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'When they were added.' })
  createdAt?: InstantRange | null;

  @Field(() => InstantRange, { nullable: true, description: 'When they last changed.' })
  updatedAt?: InstantRange | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Deleted organizations instead of present ones; for those who may restore them.',
  })
  isDeleted?: boolean | null;

  @Field(() => [OrganizationFilter], { nullable: true, description: 'All of these hold.' })
  and?: OrganizationFilter[] | null;

  @Field(() => [OrganizationFilter], { nullable: true, description: 'One of these holds.' })
  or?: OrganizationFilter[] | null;

  @Field(() => OrganizationFilter, { nullable: true, description: 'This does not hold.' })
  not?: OrganizationFilter | null;
}

const OrganizationSort = sortOf('Organization', organizationSortFields);

@ArgsType()
export class OrganizationsArgs extends PageArgs {
  @Field(() => OrganizationFilter, { nullable: true, description: 'Which organizations.' })
  filter?: OrganizationFilter | null;

  @Field(() => [OrganizationSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof OrganizationSort>[] | null;

  @Field(() => String, { nullable: true, description: 'Words that names begin with, or one whole telephone number.' })
  search?: string | null;
}
