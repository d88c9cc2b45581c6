import type { OrganizationUse } from '../organizations/organization.service.js';

/** An organization stays as long as contacts belong to it. */
export const contactsOfOrganizations: OrganizationUse = {
  word: 'contacts',
  async isUsed(unit, organizationId) {
    const rows = await unit.sql(
      'select 1 from contacts where practice_id = $1 and organization_id = $2 and deleted_at is null limit 1',
      [unit.ctx.practiceId, organizationId],
    );
    return rows.length > 0;
  },
};

/** Deleted contacts may still name an organization that goes for good. */
export const leaveOrganizations = `update contacts set organization_id = null, version = version + 1
  where practice_id = $1 and organization_id = any($2)`;
