import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { ConsentEventType } from '../../consents/graphql/consent.type.js';
import { InteractionType } from '../../interactions/graphql/interaction.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { TaskType } from '../../tasks/graphql/task.type.js';
import { type TimelineKind, timelineKinds } from '../lead.history.js';
import type { LeadStatus } from '../lead.status.js';
import { type StatusChangeKind, statusChangeKinds } from '../lead.status-history.js';
import { LeadStatuses } from './lead-words.type.js';

const TimelineKinds = enumOf('LeadTimelineKind', timelineKinds, 'What an entry of a timeline is.');
const StatusChangeKinds = enumOf('LeadStatusChangeKind', statusChangeKinds, 'How a lead came to stand where it does.', {
  CREATED: 'It was added.',
  STATUS: 'Its status changed; conversion changes it to CONVERTED.',
  MERGED: 'It and another lead were made one.',
  UNMERGED: 'It and another lead were parted again.',
});

@ObjectType('LeadStatusChange', { simpleResolvers: true, description: 'Where a lead stood from then on.' })
export class LeadStatusChangeType {
  @Field(() => ID, { description: 'Id of the change; of the lead itself, that it was added.' })
  id!: string;

  @Field(() => DateTime, { nullable: true, description: 'Since when.' })
  at!: Date | null;

  @Field(() => StatusChangeKinds, { nullable: true, description: 'How it came to that.' })
  kind!: StatusChangeKind | null;

  @Field(() => LeadStatuses, { nullable: true, description: 'Where it stood before, when that changed.' })
  from!: LeadStatus | null;

  @Field(() => LeadStatuses, { nullable: true, description: 'Where it stood then.' })
  to!: LeadStatus | null;

  @Field(() => ID, { nullable: true, description: 'The other lead, when the two were made one or parted.' })
  otherLeadId!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who did it; nobody when it came by form, import or by itself.' })
  actorId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who did it.' })
  actor!: StaffMemberType | null;
}

@ObjectType('LeadTimelineEntry', { simpleResolvers: true, description: 'Something that happened with a lead.' })
export class TimelineEntryType {
  @Field(() => ID, { description: 'Id of what happened.' })
  id!: string;

  @Field(() => TimelineKinds, { nullable: true, description: 'What it is.' })
  kind!: TimelineKind | null;

  @Field(() => DateTime, { nullable: true, description: 'When it happened.' })
  at!: Date | null;

  @Field(() => InteractionType, { nullable: true, description: 'The interaction, when it is one.' })
  interaction!: InteractionType | null;

  @Field(() => TaskType, { nullable: true, description: 'The task, when it is one.' })
  task!: TaskType | null;

  @Field(() => LeadStatusChangeType, { nullable: true, description: 'The change of where it stands, when it is one.' })
  statusChange!: LeadStatusChangeType | null;

  @Field(() => ConsentEventType, { nullable: true, description: 'What the person agreed to, when it is that.' })
  consent!: ConsentEventType | null;
}
