import { Field, ID, Int, ObjectType } from 'type-graphql';
import { LocalDate } from '../../../platform/graphql/scalars.js';
import { count, figure, ShownCountType, StatsType } from '../../../platform/graphql/statistics.type.js';
import type { LeadStatus } from '../lead.status.js';
import type { LeadSource, LeadStage } from '../lead.vocabulary.js';
import { LeadSources, LeadStages, LeadStatuses } from './lead-words.type.js';

@ObjectType('LeadStatusCount', { simpleResolvers: true, description: 'Leads of one status.' })
export class LeadStatusCountType extends ShownCountType {
  @Field(() => LeadStatuses, { description: 'The status.' })
  status!: LeadStatus;
}

@ObjectType('LeadStageCount', { simpleResolvers: true, description: 'Leads in one stage.' })
export class LeadStageCountType extends ShownCountType {
  @Field(() => LeadStages, { description: 'The stage.' })
  stage!: LeadStage;
}

@ObjectType('LeadSourceStats', { simpleResolvers: true, description: 'Leads of one source and what became of them.' })
export class LeadSourceStatsType extends ShownCountType {
  @Field(() => LeadSources, { description: 'The source.' })
  source!: LeadSource;

  @count('How many of them became clients.')
  converted!: number | null;

  @figure('Share of them that became clients, from 0 to 1.')
  conversionRate!: number | null;

  @figure('Median of the whole days from creation to conversion.')
  medianDaysToConvert!: number | null;
}

@ObjectType('LeadAssigneeCount', { simpleResolvers: true, description: 'Leads of one assignee.' })
export class LeadAssigneeCountType extends ShownCountType {
  @Field(() => ID, { nullable: true, description: 'The assignee; null for leads that nobody is assigned to.' })
  assignedToId!: string | null;

  @Field(() => String, { nullable: true, description: "The assignee's name." })
  name!: string | null;
}

@ObjectType('LostReasonCount', { simpleResolvers: true, description: 'Leads given up for one reason.' })
export class LostReasonCountType extends ShownCountType {
  @Field(() => String, { description: 'The reason as it was written.' })
  reason!: string;
}

@ObjectType('LeadDayCount', { simpleResolvers: true, description: 'Leads created on one day.' })
export class LeadDayCountType extends ShownCountType {
  @Field(() => LocalDate, { description: "The day, in the practice's time zone." })
  date!: string;
}

@ObjectType('LeadResponseStats', { simpleResolvers: true, description: 'How soon leads are answered.' })
export class LeadResponseStatsType {
  @count('Leads the practice has reached out to.')
  responded!: number | null;

  @count('Open leads nobody has reached out to.')
  waiting!: number | null;

  @count("Those of them that have waited longer than the practice's target.")
  overdue!: number | null;

  @Field(() => Int, { description: "The practice's target, in hours." })
  targetHours!: number;

  @figure('Median of the minutes to the first response, to within 5 %.')
  medianMinutes!: number | null;

  @figure('Mean of the minutes to the first response, exact.')
  averageMinutes!: number | null;
}

@ObjectType('LeadStats', { simpleResolvers: true, description: 'What the leads created in a range come to.' })
export class LeadStatsType extends StatsType {
  @count('All leads.')
  total!: number | null;

  @count('Leads that became clients.')
  converted!: number | null;

  @figure('Share of leads that became clients, from 0 to 1.')
  conversionRate!: number | null;

  @figure('Median of the whole days from creation to conversion.')
  medianDaysToConvert!: number | null;

  @Field(() => [LeadStatusCountType], { description: 'By status, the largest first.' })
  byStatus!: LeadStatusCountType[];

  @Field(() => [LeadStageCountType], { description: 'By stage, the largest first.' })
  byStage!: LeadStageCountType[];

  @Field(() => [LeadSourceStatsType], { description: 'By source, the largest first.' })
  bySource!: LeadSourceStatsType[];

  @Field(() => [LeadAssigneeCountType], { description: 'By assignee, the largest first.' })
  byAssignee!: LeadAssigneeCountType[];

  @Field(() => LeadResponseStatsType, { description: 'How soon leads are answered.' })
  firstResponse!: LeadResponseStatsType;

  @Field(() => [LostReasonCountType], { description: 'Why leads were given up.' })
  lostReasons!: LostReasonCountType[];

  @Field(() => [LeadDayCountType], { description: 'Leads by day of creation; the last 366 days of the range.' })
  daily!: LeadDayCountType[];
}
