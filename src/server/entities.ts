import { Campaign, CampaignExpense } from '../modules/campaigns/campaign.entity.js';
import { Client } from '../modules/clients/client.entity.js';
import { Contact } from '../modules/contacts/contact.entity.js';
import { EmailCampaign } from '../modules/email-campaigns/email-campaign.entity.js';
import { Interaction } from '../modules/interactions/interaction.entity.js';
import { Lead } from '../modules/leads/lead.entity.js';
import { Organization } from '../modules/organizations/organization.entity.js';
import { Practice } from '../modules/practices/practice.entity.js';
import { Referral } from '../modules/referrals/referral.entity.js';
import { Segment } from '../modules/segments/segment.entity.js';
import { ApiKey } from '../modules/staff/api-key.entity.js';
import { Device } from '../modules/staff/device.entity.js';
import { RefreshToken, Session } from '../modules/staff/session.entity.js';
import { StaffMember } from '../modules/staff/staff.entity.js';
import { MailTopic } from '../modules/suppressions/mail-topic.entity.js';
import { Subtask } from '../modules/tasks/subtask.entity.js';
import { Task } from '../modules/tasks/task.entity.js';
import { EmailTemplate } from '../modules/templates/template.entity.js';
import { Webhook } from '../modules/webhooks/webhook.entity.js';

/** Every entity of every noun; one that is missing here does not exist for the unit of work. */
export const entities = [
  Practice,
  StaffMember,
  Session,
  RefreshToken,
  Device,
  ApiKey,
  Lead,
  Referral,
  Interaction,
  Task,
  Subtask,
  Client,
  Organization,
  Contact,
  Segment,
  Campaign,
  CampaignExpense,
  EmailCampaign,
  EmailTemplate,
  MailTopic,
  Webhook,
];
