/** Invented tasks of the demo practice, beside those that follow up a talk. */

export interface DemoErrand {
  input: Record<string, unknown>;
  dueIn: number;
  about: 'CONTACT' | 'ORGANIZATION' | 'CAMPAIGN' | 'LEAD' | null;
  by: 'OWNER' | 'INTAKE' | 'MARKETING' | 'CLINICIAN' | 'BILLING';
  isDone: boolean;
}

const errand = (
  title: string,
  by: DemoErrand['by'],
  dueIn: number,
  about: DemoErrand['about'],
  more: Record<string, unknown> = {},
  isDone = false,
): DemoErrand => ({ input: { title, ...more }, by, dueIn, about, isDone });

export const demoErrands: readonly DemoErrand[] = [
  errand('Go through the waiting list', 'INTAKE', 1, null, {
    type: 'REVIEW',
    recurrence: { rule: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'America/Los_Angeles' },
    reminders: [{ minutesBefore: 60 }],
  }),
  errand('Look at where leads came from', 'MARKETING', 3, null, {
    type: 'REVIEW',
    recurrence: { rule: 'FREQ=MONTHLY;BYMONTHDAY=1', timeZone: 'America/Los_Angeles' },
  }),
  errand('Prepare the couples workshop', 'MARKETING', 12, 'CAMPAIGN', {
    priority: 'HIGH',
    type: 'OTHER',
    subtasks: [
      { title: 'Book the room' },
      { title: 'Write the invitation' },
      { title: 'Order name tags' },
      { title: 'Ask Dr. Reyes for the outline' },
    ],
  }),
  errand('Order more cards', 'MARKETING', -2, 'CAMPAIGN', { type: 'OTHER' }),
  errand('Visit the new principal', 'OWNER', 6, 'ORGANIZATION', {
    type: 'MEETING',
    reminders: [{ minutesBefore: 1440 }],
  }),
  errand('Update the referral agreement', 'OWNER', -5, 'ORGANIZATION', { type: 'DOCUMENT', priority: 'HIGH' }),
  errand('Ask about openings for medication management', 'CLINICIAN', 2, 'CONTACT', { type: 'CALL' }),
  errand('Send the release form', 'INTAKE', 0, 'CONTACT', { type: 'DOCUMENT', priority: 'URGENT' }),
  errand('Lunch with the pediatric team', 'OWNER', 9, 'CONTACT', { type: 'MEETING' }),
  errand('Check the out-of-network letter', 'BILLING', 4, 'LEAD', { type: 'DOCUMENT' }),
  errand('Compare two quotes for the flyer', 'MARKETING', -8, 'CAMPAIGN', { type: 'REVIEW' }, true),
  errand('Thank the school for the open house', 'OWNER', -20, 'ORGANIZATION', { type: 'EMAIL' }, true),
  errand('Call back about the group program', 'INTAKE', -3, 'CONTACT', { type: 'CALL', priority: 'HIGH' }, true),
  errand('Read the intake notes', 'CLINICIAN', -1, 'LEAD', { type: 'REVIEW' }, true),
  errand('File the signed agreement', 'INTAKE', -12, 'ORGANIZATION', { type: 'DOCUMENT' }, true),
];
