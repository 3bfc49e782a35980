import { Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Database, systemActor } from '#libs/platform';
import { departementOf } from '#libs/features/directory';
import { visitorOf } from '#libs/features/identity';
import { renderPage } from '#libs/ui';
import { failureWords } from './failure-words.js';
import { ProConnectFailure } from './proconnect.failure.js';
import { FailurePage } from './proconnect.views.js';
import type { Contact } from './proconnect.views.js';

/** Answers with the page of a failure. The log gets its code, never what was received. */
@Injectable()
export class FailureAnswers {
  private readonly log = new Logger('ProConnect');

  constructor(private readonly db: Database) {}

  /** Does the work; a failure of ProConnect becomes its page, anything else goes on. */
  async guard(req: Request, res: Response, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (fault) {
      if (!(fault instanceof ProConnectFailure)) throw fault;
      await this.answer(req, res, fault);
    }
  }

  private async answer(req: Request, res: Response, failure: ProConnectFailure): Promise<void> {
    const words = failureWords(failure.code, failure.detail);
    if (words.status >= 500) this.log.warn(`${failure.message}${causeCode(failure)}`);
    const contacts = await this.contactsOf(failure.detail.departements ?? []);
    res.status(words.status).send(renderPage(<FailurePage frame={visitorOf(req).frame} words={words} contacts={contacts} />));
  }

  private contactsOf(departements: readonly string[]): Promise<Contact[]> {
    return this.db.withIdentity(systemActor('proconnect'), async (tx) => {
      const found = [];
      for (const code of departements) found.push(await departementOf(tx, code));
      return found.flatMap((departement) => (departement ? [departement.prefecture] : [])).map(({ name, phone, email }) => ({ name, phone, email }));
    });
  }
}

/** Codes of the library and of the network are words of ours and of theirs; their messages may hold what was received. */
function causeCode({ cause }: ProConnectFailure): string {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `, ${code}` : '';
}
