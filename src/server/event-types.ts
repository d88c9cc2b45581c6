/** Every event that happens in a practice and that its webhooks can be told of; a test holds it to the code. */
export const eventTypes = [
  'LEAD_CREATED',
  'LEAD_UPDATED',
  'LEAD_DELETED',
  'LEAD_RESTORED',
  'LEAD_CONVERTED',
  'LEAD_MERGED',
  'LEAD_UNMERGED',
  'LEAD_INTERACTION_ADDED',
  'TASK_CREATED',
] as const;
