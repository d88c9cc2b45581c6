import type { Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { isoText } from '../../platform/database/columns.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow } from '../../platform/reading/selection.js';
import { observe } from '../../platform/use-case.js';
import { maySeeAddresses, maySeeSettings } from './practice.policy.js';

const statement = `
  select id, version, ${isoText('created_at')} as "createdAt", ${isoText('updated_at')} as "updatedAt", name, time_zone as "timeZone", phone,
    postal_address as "postalAddress", currency, sender_domains as "senderDomains",
    tracking_default as "trackingDefault", frequency_cap as "frequencyCap", quiet_hours as "quietHours",
    first_response_target_hours as "firstResponseTargetHours",
    requires_marketing_consent as "requiresMarketingConsent", is_part2_program as "isPart2Program",
    form_key as "formKey", postmark_webhook_key as "postmarkWebhookKey"
  from practices where id = $1`;

const known = new Set(['id', 'version', 'createdAt', 'updatedAt', 'name', 'timeZone']);

/** Reads of the practice's own row. */
export class PracticeQueries {
  constructor(readonly ground: Ground) {}

  /** The settings, for those who may read them; the read is audited. */
  async one(ctx: RequestContext): Promise<PlainRow> {
    return observe(
      this.ground,
      ctx,
      { operation: 'practice', permission: 'practice:read', action: 'READ', objectType: 'PRACTICE' },
      async () => ({ value: await this.ofViewer(ctx.signedIn), report: { ids: [ctx.practiceId] } }),
    );
  }

  /** The viewer's practice as far as the viewer may see it; part of a read that is audited by its caller. */
  async ofViewer(viewer: Viewer): Promise<PlainRow> {
    const { rows } = await this.ground.database.query<PlainRow>(statement, [viewer.practiceId]);
    const { formKey, postmarkWebhookKey, ...row } = rows[0] as PlainRow;
    const base = this.ground.config.publicUrl;
    const addresses = {
      captureFormUrl: `${base}/forms/${formKey}/leads`,
      postmarkWebhookUrl: `${base}/hooks/postmark/${postmarkWebhookKey}`,
    };
    const refused = (fields: PlainRow) =>
      Object.fromEntries(Object.keys(fields).map(key => [key, new ForbiddenError()]));
    const settings = maySeeSettings(viewer)
      ? row
      : { ...refused(row), ...Object.fromEntries(Object.entries(row).filter(([key]) => known.has(key))) };
    return { ...settings, ...(maySeeAddresses(viewer) ? addresses : refused(addresses)) };
  }
}
