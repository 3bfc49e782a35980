import type { INestApplicationContext } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { RetentionPurge } from '#libs/features/accounts';
import { Correspondence } from '#libs/features/correspondence';
import { JournalAnchors, OutboxRelay, ReportMailbox, WorkflowRunner } from '#libs/platform';

/** How often the calendar is asked. A deadline bears its own day whenever we look: this only says how soon people learn of it. */
const calendarEveryMs = 60_000;

/** Starts the relay and the calendar's rounds. Returns, when both run, the way to stop the calendar. */
export async function startWork(app: INestApplicationContext): Promise<() => void> {
  const log = new Logger('Calendar');
  let stopped = false;
  /** What was under way when the service stops is taken up at the next start: nothing to report. */
  const report = (sentence: string, fault: unknown) => void (stopped || log.error(`${sentence}: ${String(fault)}`));
  const runner = app.get(WorkflowRunner);
  let anchoring = false;
  /** Beside the calendar, never before it: an authority that keeps silent must not hold up a deadline. */
  const anchor = async () => {
    if (anchoring) return;
    anchoring = true;
    await app.get(JournalAnchors).catchUp().then(
      ({ stampFault }) => stampFault && log.warn(`the journal's anchors wait for a timestamp: ${stampFault}`),
      (fault: unknown) => report('the journal cannot be anchored', fault),
    );
    anchoring = false;
  };
  /** Beside as well, for the same reason: a server that keeps silent is waited for alone. */
  const readReports = () => app.get(ReportMailbox).catchUp().catch((fault: unknown) => report('the reports of delivery in the mailbox cannot be kept', fault));
  let looking = false;
  const look = async () => {
    void readReports();
    if (looking) return;
    looking = true;
    await runner.tickAll((kind, id, fault) => report(`${kind} ${id} is due and cannot move`, fault)).catch((fault: unknown) => report('the calendar cannot be read', fault));
    await app.get(RetentionPurge).catchUp().catch((fault: unknown) => report('what is past its time cannot be forgotten', fault));
    await app.get(Correspondence).catchUp().catch((fault: unknown) => report('who is to be written to cannot be looked at', fault));
    looking = false;
    void anchor();
  };
  await app.get(Correspondence).start();
  await app.get(OutboxRelay).start();
  void look();
  const timer = setInterval(() => void look(), calendarEveryMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
