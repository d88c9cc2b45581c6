import { Field, ObjectType } from 'type-graphql';

@ObjectType('RenderedEmail', { simpleResolvers: true, description: 'A message as someone would get it.' })
export class RenderedEmailType {
  @Field(() => String, { description: 'Its subject.' })
  subject!: string;

  @Field(() => String, { nullable: true, description: 'What mail clients show beside the subject.' })
  preheader!: string | null;

  @Field(() => String, { description: 'Its HTML part, whole, with footer.' })
  html!: string;

  @Field(() => String, { description: 'Its text part, whole, with footer.' })
  text!: string;
}
