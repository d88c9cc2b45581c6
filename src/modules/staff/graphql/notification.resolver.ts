import { Arg, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { StaffNotifications } from '../staff.notifications.js';
import { NotificationType } from './notification.type.js';
import { MarkNotificationReadPayload } from './staff.payloads.js';

/** The GraphQL door of notices to staff. */
@Resolver()
export class NotificationResolver {
  constructor(readonly notices: StaffNotifications) {}

  @Extensions({ permission: 'signedIn' })
  @Query(() => [NotificationType], { description: "The viewer's last 100 notifications, newest first." })
  notifications(@Ctx() ctx: RequestContext) {
    return this.notices.ofViewer(ctx);
  }

  @Extensions({ permission: 'signedIn' })
  @Mutation(() => MarkNotificationReadPayload, { description: "Marks one of the viewer's notifications as read." })
  markNotificationRead(
    @Ctx() ctx: RequestContext,
    @Arg('id', () => ID, { description: 'The notification.' }) id: string,
  ) {
    return payload(async () => ({ notification: await this.notices.markRead(ctx, id) }));
  }
}
