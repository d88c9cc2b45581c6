import { z } from 'zod';

// What answers of several nouns have in common, for the document; a field that the caller may not see is absent.
export const text = z.string().nullable().optional();
export const time = z.iso.datetime().nullable().optional();
export const flag = z.boolean().nullable().optional();

/** A member of staff as other records show one. */
export const colleague = z.object({ id: z.guid(), name: text, email: text }).nullable().optional();

/** The fields of `colleague`, to be asked for. */
export const colleagueFields = ['id', 'name', 'email'];

export const address = z
  .object({ line1: text, line2: text, city: text, region: text, postalCode: text, country: text })
  .nullable()
  .optional();

/** What every record begins with. */
export const record = {
  id: z.guid(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  createdById: text,
};

export const recordFields = ['id', 'version', 'createdAt', 'updatedAt', 'createdById'];
