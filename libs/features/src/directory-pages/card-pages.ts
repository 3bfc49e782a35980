import { Inject, Injectable, HttpStatus, NotFoundException } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Action, RemovableKind } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import { accountOf, may, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { typedAgain } from './answers.js';
import type { Posted } from './answers.js';
import type { About, Card, Directory, Shown } from './card.js';
import { DirectoryDesk } from './directory.desk.js';
import { RemovalPage } from './removal.views.js';
import { returnPath } from './return-path.js';

const noBreakSpace = '\u00a0';

export type Asked = Readonly<Record<string, unknown>>;

/** How a kind of card is reached: what changing it and taking it out need, and where it is. */
export type CardRoute<T> = { card: Card<T>; write: Action; removal?: { kind: RemovableKind; action: Action }; link: (id: string) => string };

/** What every card of the directory does: GET shows it, POST at the same address saves it; a page of its own takes it out. */
@Injectable()
export class CardPages {
  constructor(private readonly desk: DirectoryDesk, @Inject(CONFIG) private readonly config: Config) {}

  async show<T>(route: CardRoute<T>, req: Request, id: string, asked: Asked): Promise<string> {
    const directory = await this.desk.directory(accountOf(req));
    const subject = found(route.card.find(directory, id));
    await this.desk.noteReading(route.card, accountOf(req), subject);
    return this.page(route, req, directory, subject, { ...route.card.typed(subject), errors: [] }, { back: asked.retour, isNew: false });
  }

  async blank<T>(route: CardRoute<T>, req: Request, asked: Asked): Promise<string> {
    const directory = await this.desk.directory(accountOf(req));
    const subject = found(route.card.blank?.(randomUUID(), directory, aboutFrom(asked)));
    return this.page(route, req, directory, subject, { ...route.card.typed(subject), errors: [] }, { back: asked.retour, isNew: true });
  }

  async save<T>(route: CardRoute<T>, req: Request, res: Response, id: string, posted: Posted): Promise<void> {
    const reshaped = route.card.reshape?.(posted);
    if (reshaped) {
      const directory = await this.desk.directory(accountOf(req));
      const subject = found(route.card.find(directory, id));
      return void res.status(HttpStatus.OK).send(this.page(route, req, directory, subject, { ...reshaped, errors: [] }, { back: posted.back, isNew: false }));
    }
    this.answer(route, req, res, posted, await this.desk.save(route.card, accountOf(req), id, posted), false);
  }

  async add<T>(route: CardRoute<T>, req: Request, res: Response, posted: Posted): Promise<void> {
    const about = aboutFrom(posted);
    const reshaped = route.card.reshape?.(posted);
    if (reshaped) {
      const directory = await this.desk.directory(accountOf(req));
      const subject = found(route.card.blank?.(randomUUID(), directory, about));
      return void res.status(HttpStatus.OK).send(this.page(route, req, directory, subject, { ...reshaped, errors: [] }, { back: posted.back, isNew: true }));
    }
    this.answer(route, req, res, posted, await this.desk.add(route.card, accountOf(req), about, posted), true);
  }

  /** Asks before anything is taken out. */
  async farewell<T>(route: CardRoute<T>, req: Request, id: string): Promise<string> {
    const farewell = found(await this.desk.farewell(route.card, route.removal!.kind, accountOf(req), id));
    return this.removalPage(req, route.link(id), farewell);
  }

  async remove<T>(route: CardRoute<T>, req: Request, res: Response, id: string): Promise<void> {
    const farewell = found(await this.desk.remove(route.card, route.removal!.kind, accountOf(req), id));
    if (farewell.refusals.length > 0) return void res.status(HttpStatus.CONFLICT).send(this.removalPage(req, route.link(id), farewell));
    this.tell(res, `La fiche «${noBreakSpace}${farewell.name}${noBreakSpace}» est retirée de l’annuaire.`);
    res.redirect(HttpStatus.SEE_OTHER, directoryLinks.page);
  }

  /** A word for the next page. */
  tell(res: Response, text: string): void {
    say(res, this.config, { severity: 'success', text });
  }

  removalPage(req: Request, card: string, farewell: Parameters<typeof RemovalPage>[0]['farewell']): string {
    return renderPage(RemovalPage({ frame: visitorOf(req).frame, farewell, card, action: directoryLinks.removal(card), back: card }));
  }

  private answer<T>(route: CardRoute<T>, req: Request, res: Response, posted: Posted, saving: Awaited<ReturnType<DirectoryDesk['save']>>, isNew: boolean): void {
    if (!saving) throw new NotFoundException();
    if (!saving.saved) {
      const { current, directory, errors } = saving;
      return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.page(route, req, directory, current as T, { ...typedAgain(posted), errors }, { back: posted.back, isNew }));
    }
    this.tell(res, [`La fiche «${noBreakSpace}${saving.name}${noBreakSpace}» est enregistrée.`, saving.remark].filter((part) => part !== '').join(' '));
    res.redirect(HttpStatus.SEE_OTHER, returnPath(posted.back) ?? directoryLinks.page);
  }

  /** `back` is where one says one comes from: kept when it is a page of ours. */
  private page<T>({ card, write, removal }: CardRoute<T>, req: Request, directory: Directory, subject: T, form: Shown['form'], { back: given, isNew }: { back: unknown; isNew: boolean }): string {
    const back = returnPath(given);
    const readOnly = !may(req, write);
    return renderPage(card.page(subject, { ...directory, frame: visitorOf(req).frame, form: { ...form, bySms: this.config.sms !== null }, isNew, readOnly, removable: removal !== undefined && may(req, removal.action), ...(back !== undefined && { back }) }));
  }
}

function found<T>(subject: T | null | undefined): T {
  if (subject == null) throw new NotFoundException();
  return subject;
}

/** What the address or the form says of a blank card: one-line texts only. */
function aboutFrom(asked: Asked): About {
  return Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}
