import { Field, ObjectType } from 'type-graphql';
import type { Address } from '../postal-address.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

@ObjectType('Address', { simpleResolvers: true, description: 'A postal address.' })
export class AddressType implements Address {
  @text('Street and number.')
  line1!: string | null;

  @text('Flat, floor, or in whose care.')
  line2!: string | null;

  @text('Town.')
  city!: string | null;

  @text('State or province.')
  region!: string | null;

  @text('Postal code.')
  postalCode!: string | null;

  @text('Country.')
  country!: string | null;
}
