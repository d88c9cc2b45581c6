import { type CsvColumns, exportColumns } from '../../platform/csv/csv-columns.js';

/** The columns of a file of contacts. */
export const contactColumns: CsvColumns = {
  inputs: {
    firstName: 'text',
    lastName: 'text',
    credentials: 'text',
    title: 'text',
    organizationId: 'text',
    'organization.name': 'text',
    type: 'text',
    category: 'text',
    email: 'text',
    phone: 'text',
    fax: 'text',
    'address.line1': 'text',
    'address.line2': 'text',
    'address.city': 'text',
    'address.region': 'text',
    'address.postalCode': 'text',
    'address.country': 'text',
    website: 'text',
    'social.linkedin': 'text',
    'social.facebook': 'text',
    'social.instagram': 'text',
    'social.x': 'text',
    npi: 'text',
    referralStatus: 'text',
    acceptsReferrals: 'flag',
    specialties: 'list',
    referralPreferences: 'text',
    referralNotes: 'text',
    okToEmail: 'flag',
    tags: 'list',
    assignedToId: 'text',
  },
  required: ['firstName', 'lastName'],
  outputs: ['id', 'createdAt', 'updatedAt'],
  aliases: { organization: 'organization.name', organizationName: 'organization.name' },
};

/** An organization goes out by its name alone, so that the file can be imported where it has another id. */
export const exportedContactColumns = exportColumns(contactColumns).filter(column => column !== 'organizationId');
