/** COMMERCIAL needs a postal address and an opt-out; SERVICE is what someone in contact with the practice expects. */
export const mailPurposes = ['COMMERCIAL', 'SERVICE'] as const;
export type MailPurpose = (typeof mailPurposes)[number];
