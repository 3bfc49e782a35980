import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt } from '#libs/domain';
import { visitorOf } from '#libs/features/identity';
import { strongOf, subjectOf } from '#libs/features/round';
import { CLOCK, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { Desk } from './desk.js';
import { DeadLinkPage } from './signature-dead.views.js';
import type { Contact, SignatureRequest } from './signature.views.js';
import { SigningTable } from './sitting.js';
import type { DeadLink, Sitting } from './sitting.js';

/** Lets in whoever holds a link that opens; shows the others why theirs does not, and the way on. */
@Injectable()
export class SignatoryDoor {
  constructor(private readonly table: SigningTable, private readonly desk: Desk, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The sitting behind a token; null when the dead-link page was sent instead. */
  async open(req: Request, res: Response, token: string): Promise<Sitting | null> {
    const found = await this.table.sit(token);
    if (!('dead' in found)) return found;
    await this.showDead(req, res, token, found);
    return null;
  }

  async showDead(req: Request, res: Response, token: string, found: DeadLink): Promise<void> {
    await this.table.noteDeadLink(found);
    const sitting = 'sitting' in found ? found.sitting : null;
    const page = <DeadLinkPage frame={frameOf(req)} token={token} reason={found.dead} maskedEmail={canRenew(found) && sitting ? maskEmail(sitting.person.email) : null} contact={sitting && contactOf(sitting)} />;
    res.status(found.dead === 'unknown' ? 404 : 410).send(renderPage(page));
  }

  /** What every page says of the request. */
  async request(token: string, sitting: Sitting): Promise<SignatureRequest> {
    const { link, round, slot, person } = sitting;
    const { departement } = round.dossier!;
    const today = dayAt(instantOf(this.clock), round.timeZone);
    const mention = sitting.authority?.mention.capacity.join(' ');
    return {
      ...(mention && { mention }), strong: strongOf(slot),
      token, requester: `La ${departement.prefecture.name.charAt(0).toLowerCase()}${departement.prefecture.name.slice(1)}`, subject: subjectOf(round), bodyName: slot.bodyName, quality: person.quality,
      person: `${person.civility} ${person.firstName} ${person.lastName}`, parties: round.facts.slots.length, blocks: slot.blocks, deadline: round.facts.collectUntil ?? today, today, contact: contactOf(sitting), awaited: await this.desk.awaited(link.id),
    };
  }
}

/** Whether there is anything to send to the address of that link: what was abandoned has nothing, and a person who was replaced is nobody here any more. */
export function canRenew(found: DeadLink): found is Exclude<DeadLink, { dead: 'unknown' }> {
  if (found.dead === 'superseded') return found.awaited;
  return found.dead !== 'unknown' && found.dead !== 'handed_over' && found.dead !== 'abandoned';
}

/** A signatory needs no menu, no sign-in door: only the page. */
export function frameOf(req: Request): Frame {
  return { ...visitorOf(req).frame, signInHref: null };
}

export function contactOf({ round }: Sitting): Contact {
  const { prefecture } = round.dossier!.departement;
  return { name: prefecture.name, email: prefecture.email, phone: prefecture.phone };
}
