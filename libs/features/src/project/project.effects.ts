import { Inject, Injectable } from '@nestjs/common';
import { dayAt, isAgreed } from '#libs/domain';
import type { Confirmation, Dossier, ProjectEffect } from '#libs/domain';
import { deliberates, returnedDepositOf } from '#libs/features/authority';
import { loadDossier } from '#libs/features/directory';
import { accountById } from '#libs/features/identity';
import { loadRound, rounds, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, CONFIG, Database, EffectRegistry, KeyStore, Mailer, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { projectLinks } from './project.links.js';
import { confirmationMail, contestMail, projectEndMail, projectMail, projectMailsVersion } from './project.mails.js';
import type { ProjectMailAround } from './project.mails.js';
import { addressMac, addresseeOf, gestionnaireKindOf } from './project.people.js';
import type { Addressee } from './project.people.js';
import { annexAnswersOf, insertProjectLink } from './project.store.js';

/** A body, whom to write to for it, and the round. */
type Asked = { round: RoundRow; body: Confirmation; to: Addressee };
type Sent<T extends ProjectEffect['type']> = Delivery<Extract<ProjectEffect, { type: T }>>;

const worker = systemActor('worker');

/** Writes to the bodies of a project. A mail that has become pointless is not sent: one that is already answered, or about a text that is given up. */
@Injectable()
export class ProjectEffects {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    private readonly keys: KeyStore,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<ProjectEffect>(rounds.kind, {
      askConfirmation: { queue: 'mail', run: (delivery) => this.write(delivery, 'confirmation', isWaitedFor, (asked) => this.ask(delivery, asked)) },
      sendProject: { queue: 'mail', run: (delivery) => this.write(delivery, 'frozen', decidesByAssembly, (asked) => this.send(delivery, asked)) },
      announceProjectEnd: { queue: 'mail', run: (delivery) => this.write(delivery, 'end', always, async (asked) => this.end(asked)) },
      reportContest: { queue: 'mail', run: (delivery) => this.report(delivery) },
    } satisfies EffectHandlers<ProjectEffect>);
  }

  private async write(delivery: Delivery<ProjectEffect>, kind: string, wanted: (asked: Asked) => boolean, content: (asked: Asked) => Promise<MailContent>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const asked = await this.asked(delivery);
    if (!asked || !wanted(asked)) return;
    const { round, body, to } = asked;
    const { email, name } = round.dossier!.departement.prefecture;
    await this.mailer.send(delivery, { kind: `project.${kind}`, templateVersion: projectMailsVersion, recipient: { kind: 'organisation', id: body.bodyId, ...to }, content: await content(asked), replyTo: { address: email, name } });
  }

  private async ask(delivery: Sent<'askConfirmation'>, asked: Asked): Promise<MailContent> {
    const token = await this.link(delivery, asked);
    return confirmationMail(this.around(asked), { why: delivery.effect.why, url: this.url(projectLinks.answer(token)) });
  }

  private async send(delivery: Sent<'sendProject'>, asked: Asked): Promise<MailContent> {
    const token = await this.link(delivery, asked);
    const [url, word, pdf] = [projectLinks.answer(token), projectLinks.deliberationWord(token), projectLinks.deliberationPdf(token)].map((path) => this.url(path)) as [string, string, string];
    const returned = await this.db.withIdentity(worker, (tx) => returnedDepositOf(tx, asked.round.id, asked.body.bodyId));
    return projectMail(this.around(asked), { url, word, pdf, contentHash: asked.round.facts.contentHash!, returned: returned?.reason ?? null });
  }

  private end(asked: Asked): MailContent {
    const { facts, state } = asked.round;
    return projectEndMail(this.around(asked), { replaced: state === 'superseded', reason: facts.abandonReason ?? facts.supersededReason ?? '' });
  }

  /** To whoever follows the round. */
  private async report(delivery: Sent<'reportContest'>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const { bodyId } = delivery.effect;
    const { round, words, account } = await this.db.withIdentity(worker, async (tx) => {
      const loaded = await loadRound(tx, delivery.subjectId);
      const answer = (await annexAnswersOf(tx, loaded.id)).findLast((one) => one.bodyId === bodyId && one.kind === 'contested');
      return { round: loaded, words: answer?.words ?? '', account: /^[0-9a-f-]{36}$/.test(loaded.createdBy) ? await accountById(tx, loaded.createdBy) : null };
    });
    const { name: departementName, prefecture } = round.dossier!.departement;
    const recipient = account ? { kind: 'account', id: account.id, address: account.email, name: account.fullName } : { kind: 'prefecture', id: round.departementCode, address: prefecture.email, name: prefecture.name };
    const bodyName = round.facts.confirmations.find((one) => one.bodyId === bodyId)?.bodyName ?? '';
    const content = contestMail({ name: recipient.name, number: round.number, bodyName, words, url: this.url(projectLinks.page(round.id)), departementName, demonstration: this.config.mode === 'demonstration' });
    await this.mailer.send(delivery, { kind: 'project.contest', templateVersion: projectMailsVersion, recipient, content });
  }

  /** The link of this mail, kept before the mail leaves. Its token is derived from the mail's id: sent again, the mail is the same. */
  private async link({ id }: Delivery, { round, body, to }: Asked): Promise<string> {
    const token = this.keys.derive('project-link', id).toString('base64url');
    await this.db.withIdentity(worker, (tx) => insertProjectLink(tx, { id, roundId: round.id, bodyId: body.bodyId, addressMac: addressMac(this.keys, to.address), createdAt: this.clock.now() }, token));
    return token;
  }

  /** Null when there is nobody to write to: the préfecture's page says so. */
  private async asked(delivery: Delivery<ProjectEffect>): Promise<Asked | null> {
    const { round, directory } = await this.db.withIdentity(worker, async (tx): Promise<{ round: RoundRow; directory: Dossier }> => {
      const loaded = await loadRound(tx, delivery.subjectId);
      return { round: loaded, directory: await loadDossier(tx, loaded.departementCode, dayAt(instantOf(this.clock), loaded.timeZone)) };
    });
    const body = round.facts.confirmations.find(({ bodyId }) => bodyId === delivery.effect.bodyId);
    const to = body && addresseeOf(directory, body.bodyId);
    return body && to ? { round, body, to } : null;
  }

  private around({ round, body, to }: Asked): ProjectMailAround {
    const { departement } = round.dossier!;
    const { name, email, phone } = departement.prefecture;
    return { name: to.name, bodyName: body.bodyName, departementName: departement.name, the: subjectOf(round).the, contact: { name, email, phone }, demonstration: this.config.mode === 'demonstration' };
  }

  private url(path: string): string {
    return `${this.config.publicUrl}${path}`;
  }
}

function isWaitedFor({ round, body }: Asked): boolean {
  return round.state === 'confirming' && !isAgreed(body);
}

function decidesByAssembly({ round, body }: Asked): boolean {
  const kind = gestionnaireKindOf(round.dossier, body.bodyId);
  return round.state === 'project' && kind !== null && deliberates(kind);
}

function always(): boolean {
  return true;
}
