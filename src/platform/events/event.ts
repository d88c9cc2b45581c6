/** Something that happened to a row, told by id only; whoever hears of it reads the row with its own rights. */
export interface DomainEvent {
  /** `LEAD_CREATED`, `LEAD_UPDATED`, … the use case's word. */
  type: string;
  objectType: string;
  objectId: string;
  /** Unprotected facts a listener may need (names of changed fields, previous assignee id). */
  data?: Record<string, unknown>;
}

export interface PublishedEvent extends DomainEvent {
  /** Increasing with the commit order within a practice; the replay cursor. */
  sequence: bigint;
  practiceId: string;
  at: Date;
}
