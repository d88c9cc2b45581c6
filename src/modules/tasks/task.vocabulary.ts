/** The closed lists of words that a task is described with. */
export const taskTypes = ['FOLLOW_UP', 'CALL', 'EMAIL', 'MEETING', 'DOCUMENT', 'REVIEW', 'OTHER'] as const;
export type TaskType = (typeof taskTypes)[number];
export const taskPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type TaskPriority = (typeof taskPriorities)[number];
export const taskStatuses = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
export type TaskStatus = (typeof taskStatuses)[number];
export const relatedTypes = ['LEAD', 'CONTACT', 'ORGANIZATION', 'CAMPAIGN', 'EMAIL_CAMPAIGN', 'CLIENT'] as const;
export type RelatedType = (typeof relatedTypes)[number];
export const reminderChannels = ['IN_APP', 'EMAIL'] as const;
export type ReminderChannel = (typeof reminderChannels)[number];
