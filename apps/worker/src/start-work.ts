import type { INestApplicationContext } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { RetentionPurge } from '#libs/features/accounts';
import { JournalAnchors, OutboxRelay, WorkflowRunner } from '#libs/platform';

/** How often the calendar is asked. A deadline bears its own day whenever we look: this only says how soon people learn of it. */
const calendarEveryMs = 60_000;

/** Starts the relay and the calendar's rounds. Returns, when both run, the way to stop the calendar. */
export async function startWork(app: INestApplicationContext): Promise<() => void> {
  const log = new Logger('Calendar');
  const runner = app.get(WorkflowRunner);
  let anchoring = false;
  /** Beside the calendar, never before it: an authority that keeps silent must not hold up a deadline. */
  const anchor = async () => {
    if (anchoring) return;
    anchoring = true;
    await app.get(JournalAnchors).catchUp().then(
      ({ stampFault }) => stampFault && log.warn(`the journal's anchors wait for a timestamp: ${stampFault}`),
      (fault: unknown) => log.error(`the journal cannot be anchored: ${String(fault)}`),
    );
    anchoring = false;
  };
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    await runner.tickAll((kind, id, fault) => log.error(`${kind} ${id} is due and cannot move: ${String(fault)}`)).catch((fault: unknown) => log.error(`the calendar cannot be read: ${String(fault)}`));
    await app.get(RetentionPurge).catchUp().catch((fault: unknown) => log.error(`what is past its time cannot be forgotten: ${String(fault)}`));
    looking = false;
    void anchor();
  };
  await app.get(OutboxRelay).start();
  void look();
  const timer = setInterval(() => void look(), calendarEveryMs);
  return () => clearInterval(timer);
}
