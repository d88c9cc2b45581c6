import type { RequestContext } from '../../../platform/context.js';
import { accepted, one, present } from '../../../platform/rest/answers.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { LeadConversion } from '../lead.conversion.js';
import { ConvertLead } from '../lead.conversion-rules.js';
import type { LeadQueries } from '../lead.queries.js';
import { leadSelection } from './lead.presenter.js';
import { ConversionAnswerRules } from './lead-flows.answers.js';

/** REST door of conversions. */
export function conversionRoutes(conversions: LeadConversion, leads: LeadQueries): Route[] {
  const convert = async (ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> => {
    const answer = await conversions.convert(ctx, params.id as string, body);
    const lead = await leads.afterChange(ctx, params.id as string, leadSelection);
    const data = present({ lead: lead && present(lead), ...answer });
    return answer.conversion.state === 'PENDING' ? accepted(data) : one(data);
  };
  return [
    {
      ...{
        method: 'post',
        path: '/leads/:id/convert',
        operation: 'convertLead',
        permission: 'lead:convert',
        tag: 'Leads',
      },
      summary: 'Makes a lead a client; 202 while a step waits for a module that is down, and it goes on by itself',
      body: ConvertLead,
      answer: ConversionAnswerRules,
      handle: convert,
    },
  ];
}
