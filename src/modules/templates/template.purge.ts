import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';

const purge: Omit<Purge, 'dependents'> = {
  useCase: {
    operation: 'purgeEmailTemplates',
    permission: 'emailTemplate:delete',
    action: 'PURGE',
    objectType: 'EMAIL_TEMPLATE',
  },
  table: 'email_templates',
};

/** Removes templates that can no longer be restored, with their versions, once the rows `above` them have let go. */
export const purgeDeletedTemplates = (ground: Ground, above: Purge['dependents']): Promise<number> =>
  purgeDeleted(ground, { ...purge, dependents: above });
