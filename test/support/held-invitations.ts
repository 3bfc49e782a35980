import type { Service } from './service.js';

/** From now on invitations wait until that instant, as when nothing carries the outbox: meanwhile the rounds go on. Returns what lets them leave, at that instant. */
export async function holdInvitations({ database, clock }: Pick<Service, 'database' | 'clock'>, until: string): Promise<() => Promise<void>> {
  await database.superuser(`
    create or replace function hold_invitation() returns trigger language plpgsql as $$ begin new.not_before := '${until}'; return new; end $$;
    create trigger hold_invitations before insert on outbox for each row when (new.effect->>'type' = 'inviteSignatory') execute function hold_invitation();`);
  return async () => {
    await database.superuser('drop trigger hold_invitations on outbox');
    clock.moveTo(new Date(until));
    await database.superuser(`select pg_notify('outbox', '')`);
  };
}
