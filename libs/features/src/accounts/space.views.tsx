import type { ComponentChildren, VNode } from 'preact';
import { dueEquipments, equipments } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { Ask } from '#libs/features/agreement';
import { directoryLinks } from '#libs/features/directory';
import { equipmentNames } from '#libs/features/directory-pages';
import { identityLinks } from '#libs/features/identity';
import { roundLinks } from '#libs/features/round';
import { Badge, ButtonLink, Buttons, Facts, formatCount, formatInstant, HoursGauge, plural, Shell, telephone, Tile } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import { Deadlines, Lives } from './space-deadlines.views.js';
import type { RoundShown, Space, SpaceAgreement, SpaceReferent, SpaceStructure } from './space.read.js';

type Of<R extends Space['role']> = Extract<Space, { role: R }>;

/** The home of whoever has signed in: what is asked of me, then what is mine. */
export function SpacePage({ frame, name, organisation, timeZone, space }: { frame: Frame; name: string; organisation: string; timeZone: string; space: Space }): VNode {
  return (
    <Shell frame={frame} title="Mon espace">
      <p class="pf-overline">{organisation}</p>
      <h1>Bonjour, {name}</h1>
      {(space.role === 'prefecture' || space.role === 'auditor') && <House space={space} timeZone={timeZone} />}
      {space.role === 'gestionnaire' && <Gestionnaire space={space} />}
      {space.role === 'partner' && <Partner space={space} />}
      {space.role === 'agent' && <Agent space={space} />}
    </Shell>
  );
}

/** What cannot wait first, then what would stop a round, then a round. */
function nextStep(pressing: RoundShown | undefined, decision: { number: string; href: string } | undefined, ask: Ask | undefined, requests: number, incomplete: number): VNode {
  if (pressing) return <ButtonLink href={pressing.href}>Décider de la suite : {pressing.name}</ButtonLink>;
  if (decision) return <ButtonLink href={decision.href}>Décider de la suite de la convention {decision.number}</ButtonLink>;
  if (ask) return <ButtonLink href={ask.href}>{ask.action}</ButtonLink>;
  if (requests > 0) return <ButtonLink href={accountLinks.requests}>{plural(requests, 'Répondre à la demande', 'Répondre aux demandes')}</ButtonLink>;
  if (incomplete > 0) return <ButtonLink href={`${directoryLinks.page}?fiches=a-completer`}>Compléter l’annuaire</ButtonLink>;
  return <ButtonLink href={roundLinks.create} icon="add-line">Lancer une tournée</ButtonLink>;
}

function House({ space: { role, rounds, incomplete, cards, requests, lastImport, lives, asks }, timeZone }: { space: Of<'prefecture' | 'auditor'>; timeZone: string }): VNode {
  const clerk = role === 'prefecture';
  const asked = rounds.filter(({ pressing }) => pressing).length + (clerk ? requests + lives.decisions.length + asks.length : 0);
  return (
    <>
      <p class="pf-sentence">{asked === 0 ? (clerk ? 'Rien n’attend de décision de votre part.' : 'Vous consultez le département en lecture seule.') : `${formatCount(asked, 'point')} ${asked === 1 ? 'attend' : 'attendent'} une décision de la préfecture.`}</p>
      {clerk && <Buttons>{nextStep(rounds.find(({ pressing }) => pressing), lives.decisions[0], asks[0], requests, incomplete)}</Buttons>}
      {clerk && <Asks asks={asks} />}
      <Section id="tournees" title="Tournées en cours">
        {rounds.length === 0 ? <p>Aucune tournée n’est en cours.</p> : (
          <ul class="pf-list">
            {rounds.map(({ name, href, sentence, pressing }) => (
              <li class="pf-list__item pf-list__item--pair">
                <div><p class="pf-list__title"><a href={href}>{name}</a></p><p class="pf-list__detail">{sentence}</p></div>
                <div class="pf-list__state">{pressing ? <Badge tone="warning">À décider</Badge> : <Badge tone="info">Suit son cours</Badge>}</div>
              </li>
            ))}
          </ul>
        )}
        <p><a href={roundLinks.list}>Toutes les tournées</a></p>
      </Section>
      <Lives lives={lives} clerk={clerk} />
      <Section id="annuaire" title="Annuaire">
        <p>{incomplete === 0 ? `Les ${cards} fiches du département sont complètes.` : `${formatCount(incomplete, 'fiche')} sur ${cards} ${incomplete === 1 ? 'est' : 'sont'} à compléter avant une tournée.`} {clerk && lastImportSentence(lastImport, timeZone)}</p>
        <Buttons>
          <ButtonLink href={directoryLinks.page} kind="secondary">Ouvrir l’annuaire</ButtonLink>
          {clerk && <ButtonLink href={directoryLinks.import} kind="secondary">Importer une liste</ButtonLink>}
        </Buttons>
      </Section>
      {clerk && (
        <Section id="demandes" title="Données personnelles">
          <p>{requests === 0 ? 'Aucune demande n’attend de réponse.' : `${formatCount(requests, 'demande')} ${requests === 1 ? 'attend' : 'attendent'} une réponse.`}</p>
          <p><a href={accountLinks.requests}>Voir les demandes</a></p>
        </Section>
      )}
    </>
  );
}

const lastImportSentence = (at: Date | null, timeZone: string): string => (at ? `Dernier import ${formatInstant(at.toISOString(), timeZone, 'sentence')}.` : 'Aucune liste n’a encore été importée.');

function Gestionnaire({ space: { asks, deadlines, today, agreements, structures, missing, cardHref, agents } }: { space: Of<'gestionnaire'> }): VNode {
  const lacking = [...missing, ...structures.flatMap((structure) => structure.missing.map((sentence) => ({ sentence, href: structure.href })))];
  return (
    <>
      <Asked agreements={agreements} asks={asks} missing={lacking} />
      <Deadlines deadlines={deadlines} today={today} asks={asks} />
      <Agreements agreements={agreements} />
      <Section id="structures" title="Mes structures">
        {structures.length === 0 ? <p>Aucune structure ne vous est rattachée dans l’annuaire. Signalez-le à la préfecture.</p> : (
          <ul class="pf-list">{structures.map((structure) => <StructureLine structure={structure} />)}</ul>
        )}
      </Section>
      <Section id="agents" title="Mes agents et ma fiche">
        <p>{agents === 0 ? 'Aucun agent n’est encore habilité dans vos structures.' : `${formatCount(agents, 'agent')} ${agents === 1 ? 'est habilité' : 'sont habilités'} dans vos structures.`}</p>
        <Buttons>
          <ButtonLink href={accountLinks.memberships} kind="secondary">Voir mes agents</ButtonLink>
          <ButtonLink href={accountLinks.invite} kind="secondary" icon="add-line">Inviter un agent</ButtonLink>
          <ButtonLink href={cardHref} kind="secondary">Ma fiche</ButtonLink>
        </Buttons>
      </Section>
    </>
  );
}

function Partner({ space: { asks, deadlines, today, agreements, cardHref, local, missing, offers, referents, structures } }: { space: Of<'partner'> }): VNode {
  return (
    <>
      <Asked agreements={agreements} asks={asks} missing={missing} />
      <Deadlines deadlines={deadlines} today={today} asks={asks} />
      {local && deadlines.length === 0 && !asks.some(({ inPlaceOf }) => inPlaceOf === agreementLinks.join) && (
        <Section id="adhesion" title="Adhérer à la convention">
          <p>Un partenaire local devient partie à la convention de son département en le demandant aux gestionnaires des structures où il intervient (article 7).</p>
          <Buttons><ButtonLink href={agreementLinks.join}>Demander à adhérer</ButtonLink><ButtonLink href={agreementLinks.joins} kind="secondary">Mes demandes</ButtonLink></Buttons>
        </Section>
      )}
      <Agreements agreements={agreements} />
      <Section id="referents" title="Mes référents">
        <Referents referents={referents} none="Aucun référent n’est désigné (article 5.2.1 de la convention)." partnerShown={false} />
        <Buttons><ButtonLink href={directoryLinks.newReferent} kind="secondary" icon="add-line">Ajouter un référent</ButtonLink><ButtonLink href={cardHref} kind="secondary">Ma fiche</ButtonLink></Buttons>
      </Section>
      <Section id="offres" title="Mes offres complémentaires">
        {offers.length === 0 ? <p>Aucune offre n’est enregistrée.</p> : (
          <ul class="pf-list">
            {offers.map(({ label, schedule, structure, href }) => (
              <li class="pf-list__item"><p class="pf-list__title"><a href={href}>{label}</a></p><p class="pf-list__detail">{[structure, schedule].filter(Boolean).join(', ')}</p></li>
            ))}
          </ul>
        )}
        <Buttons><ButtonLink href={directoryLinks.newOffer} kind="secondary" icon="add-line">Ajouter une offre</ButtonLink></Buttons>
      </Section>
      <Section id="presences" title="Structures où je suis présent">
        {structures.length === 0 ? <p>Aucune structure n’est indiquée. Signalez-le à la préfecture.</p> : <ul class="pf-columns">{structures.map(({ name, city }) => <li>{name}, {city}</li>)}</ul>}
      </Section>
    </>
  );
}

function Agent({ space: { asks, structure, referents } }: { space: Of<'agent'> }): VNode {
  if (!structure) return <p class="pf-sentence">Votre structure n’est plus dans l’annuaire. Adressez-vous à votre gestionnaire ou à la préfecture.</p>;
  const present = equipments.filter((equipment) => structure.equipment.includes(equipment));
  const due = dueEquipments.filter((equipment) => !structure.equipment.includes(equipment));
  return (
    <>
      <Buttons>
        <ButtonLink href={agreementLinks.newMandate} icon="add-line">Établir un mandat</ButtonLink>
        <ButtonLink href={agreementLinks.mandates} kind="secondary">Voir les mandats</ButtonLink>
      </Buttons>
      <p class="pf-sentence">Voici votre structure, telle que la convention la décrit. Une erreur ? Dites-le à votre gestionnaire, qui tient cette fiche.</p>
      <Asks asks={asks} />
      <Section id="structure" title={structure.name}>
        <Facts items={[{ term: 'Adresse', value: structure.address }, { term: 'Téléphone', value: structure.phone ?? 'Non indiqué' }, { term: 'Courriel', value: structure.email ?? 'Non indiqué' }]} />
        <h3 class="fr-h5">Ouverture hebdomadaire</h3>
        <Gauge opening={structure.opening} />
        <p><a href={structure.href}>Voir la fiche et les horaires</a></p>
      </Section>
      <Section id="demandes" title="Les demandes des usagers">
        <p>Une demande reçue par courriel, par téléphone ou par formulaire appelle une réponse sous 72 heures ouvrées (article 4.2).</p>
        <p><a href={agreementLinks.userRequests(structure.id)}>Enregistrer une demande, ou y répondre</a></p>
      </Section>
      <Section id="referents" title="Les référents qui couvrent ma structure">
        <Referents referents={referents} none="Aucun référent n’est encore désigné." partnerShown={true} />
      </Section>
      <Section id="equipement" title="Équipement">
        {present.length === 0 ? <p>Aucun équipement n’est indiqué.</p> : <ul>{present.map((equipment) => <li>{equipmentNames[equipment]}</li>)}</ul>}
        {due.length > 0 && <p class="pf-reason">Manque, d’après l’article 4.3 : {due.map((equipment) => equipmentNames[equipment].toLowerCase()).join(', ')}.</p>}
      </Section>
    </>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }): VNode {
  return <section aria-labelledby={id} class="fr-mb-5w"><h2 id={id}>{title}</h2>{children}</section>;
}

/** What the life of the agreements asks, each with its way in. */
function Asks({ asks }: { asks: readonly Ask[] }): VNode | null {
  if (asks.length === 0) return null;
  return (
    <Section id="attendu" title={asks.every(({ waits }) => waits) ? 'En cours' : 'Ce qui vous attend'}>
      <ul class="pf-list">{asks.map(({ sentence, action, href, waits }) => <li class={`pf-list__item pf-list__item--pair${waits ? '' : ' pf-list__item--warning'}`}><p>{sentence}</p><p class="pf-list__action"><a href={href}>{action}<span class="fr-sr-only"> : {sentence}</span></a></p></li>)}</ul>
    </Section>
  );
}

/** What is asked of an organisation: its signature first, then what the agreements wait for, then what its cards lack. */
function Asked({ agreements, asks, missing }: { agreements: readonly SpaceAgreement[]; asks: readonly Ask[]; missing: readonly { sentence: string; href: string }[] }): VNode {
  const awaited = agreements.filter((agreement) => agreement.awaited);
  const own = asks.filter(({ waits }) => !waits);
  const asked = awaited.length + own.length + missing.length;
  return (
    <>
      <p class="pf-sentence">{asked === 0 ? 'Rien ne vous est demandé pour le moment.' : `${formatCount(asked, 'point')} ${asked === 1 ? 'vous attend' : 'vous attendent'}.`}</p>
      {awaited.length > 0 && (
        <div class="fr-mb-4w">
          <Tile title="Votre signature est attendue" href={identityLinks.recoverLinks} pictogram="document/document-signature" description="Le lien personnel a été envoyé à l’adresse de la personne qui signe pour vous. Elle peut le retrouver ici." />
        </div>
      )}
      {awaited.length === 0 && own[0] && <Buttons><ButtonLink href={own[0].href}>{own[0].action}</ButtonLink></Buttons>}
      <Asks asks={asks} />
      {missing.length > 0 && (
        <Section id="demandes" title="Ce qui est à compléter">
          <ul class="pf-list">{missing.map(({ sentence, href }) => <li class="pf-list__item pf-list__item--pair pf-list__item--warning"><p>{sentence}</p><p class="pf-list__action"><a href={href}>Compléter<span class="fr-sr-only"> : {sentence}</span></a></p></li>)}</ul>
        </Section>
      )}
    </>
  );
}

function Agreements({ agreements }: { agreements: readonly SpaceAgreement[] }): VNode {
  return (
    <Section id="signatures" title="Mes signatures">
      {agreements.length === 0 ? <p>Aucune convention ne vous a encore été présentée.</p> : (
        <ul class="pf-list">
          {agreements.map(({ name, sentence, documentHref }) => (
            <li class="pf-list__item pf-list__item--pair">
              <div><p class="pf-list__title">{name}</p><p>{sentence}</p></div>
              {documentHref ? <p class="pf-list__action"><a href={documentHref}>Lire le document<span class="fr-sr-only"> {name}</span> (PDF)</a></p> : <div />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function StructureLine({ structure: { name, city, href, opening, missing } }: { structure: SpaceStructure }): VNode {
  return (
    <li class="pf-list__item">
      <p class="pf-list__title"><a href={href}>{name}</a></p>
      <p class="pf-list__detail">{city}</p>
      <Gauge opening={opening} />
      {missing.length > 0 && <p class="pf-reason">{missing.length === 1 ? 'Un point est à compléter.' : `${missing.length} points sont à compléter.`}</p>}
    </li>
  );
}

function Gauge({ opening }: { opening: SpaceStructure['opening'] }): VNode {
  return opening ? <HoursGauge minutesPerWeek={opening.minutes} daysPerWeek={opening.days} /> : <p>Les horaires ne sont pas connus.</p>;
}

function Referents({ referents, none, partnerShown }: { referents: readonly SpaceReferent[]; none: string; partnerShown: boolean }): VNode {
  if (referents.length === 0) return <p>{none}</p>;
  return (
    <ul class="pf-list">
      {referents.map(({ partner, fullName, phone, email, href }) => (
        <li class="pf-list__item pf-list__item--pair">
          <div>
            <p class="pf-list__title">{href ? <a href={href}>{fullName}</a> : fullName}</p>
            {partnerShown && <p class="pf-list__detail">{partner}</p>}
          </div>
          <div>
            {phone && <p><a href={telephone(phone)}>{phone}</a></p>}
            {email && <p><a href={`mailto:${email}`}>{email}</a></p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
