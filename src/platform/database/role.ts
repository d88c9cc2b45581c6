/** The role that the application takes on every connection; it owns nothing and may not rewrite the audit log. */
export const applicationRole = 'crm_app';
