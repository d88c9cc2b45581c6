import type { ModuleCaller } from '../../platform/ports/module-caller.js';

/** What the messaging module needs to reach a member of staff; it names no person in care. */
export interface StaffMessage {
  id: string;
  staffId: string;
  email: string;
  kind: string;
  text: string;
  objectType: string;
  objectId: string;
}

/** The messaging module, as far as staff are told of things through it. */
export interface StaffMessaging {
  /** Delivers once for an id, however often it is called. Throws while the module is down. */
  deliver(message: StaffMessage): Promise<void>;
}

/** Without a module of its own a notice is delivered by being kept: its reader finds it here. */
export class BuiltInMessaging implements StaffMessaging {
  async deliver(): Promise<void> {}
}

/** `POST /staff-notifications` of the messaging module. */
export class HttpMessaging implements StaffMessaging {
  constructor(readonly caller: ModuleCaller) {}

  async deliver(message: StaffMessage): Promise<void> {
    await this.caller.call({ method: 'POST', path: '/staff-notifications', body: message, idempotencyKey: message.id });
  }
}
