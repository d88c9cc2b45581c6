import { z } from 'zod';
import { AddressRules } from '../../platform/postal-address.js';
import { line, optionalLine, orBlank, phone, webAddress } from '../../platform/validation.js';

const optionalDetails = {
  kind: optionalLine(100),
  phone: orBlank(phone),
  website: orBlank(webAddress),
  address: AddressRules.nullish(),
};

export const CreateOrganization = z.strictObject({ name: line(200), ...optionalDetails });
export type CreateOrganizationInput = z.output<typeof CreateOrganization>;

/** The fields that are present change; the others stay. */
export const UpdateOrganization = z.strictObject({ name: line(200).optional(), ...optionalDetails });
export type UpdateOrganizationInput = z.output<typeof UpdateOrganization>;
