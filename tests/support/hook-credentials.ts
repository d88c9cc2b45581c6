export const hookUser = 'postmark';
/** A colon in it, as basic credentials are cut at the first one. */
export const hookPassword = 'a:secret:of the webhooks';

/** What every server under test wants to see of those who bring events of mail. */
export const hookSettings = { POSTMARK_WEBHOOK_USER: hookUser, POSTMARK_WEBHOOK_PASSWORD: hookPassword };
