import { importing } from './import-files.js';

export const command = importing({
  rows: 'contacts',
  existingId: 'contactId',
  importer: services => services.contactImport,
});
