import { Field, InputType } from 'type-graphql';
import type { AddressInput as Given } from '../postal-address.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

@InputType('AddressInput', { description: 'A postal address.' })
export class AddressInput implements Given {
  @text('Street and number.')
  line1?: string | null;

  @text('Flat, floor, or in whose care.')
  line2?: string | null;

  @text('Town.')
  city?: string | null;

  @text('State or province.')
  region?: string | null;

  @text('Postal code.')
  postalCode?: string | null;

  @text('Country.')
  country?: string | null;
}
