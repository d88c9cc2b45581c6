import { importing } from './import-files.js';

export const command = importing({
  rows: 'leads',
  existingId: 'leadId',
  importer: services => services.leadImport,
});
