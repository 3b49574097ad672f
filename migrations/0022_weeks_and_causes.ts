import { type Kysely, sql } from 'kysely'

/** A running period keeps the week it was begun in; warnings that came too late say so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- What the commitment said when the period began: where it would have ended whole does not move with an edit.
    alter table periods add column week_starts_on text not null default 'monday'
      check (week_starts_on in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'));
    update periods p set week_starts_on = c.week_starts_on
      from commitments c where c.practice_id = p.practice_id and c.id = p.commitment_id;
    alter table periods drop constraint periods_due_because_check;
    alter table periods add constraint periods_due_because_check check (due_because in
      ('interaction_logged', 'interaction_updated', 'interaction_deleted', 'break_changed', 'holidays_changed'));

    alter table escalations drop constraint escalations_outcome_check;
    alter table escalations add constraint escalations_outcome_check check (outcome in
      ('undelivered', 'held_by_coach', 'cause_gone', 'superseded', 'caught_up', 'made_up', 'reinstated',
       'reached_by_hand', 'came_late', 'overcome'));
  `,
    )
    .execute(db)
}
