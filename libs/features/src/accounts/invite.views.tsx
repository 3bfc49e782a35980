import type { VNode } from 'preact';
import type { Role } from '#libs/domain';
import { Button, ButtonLink, Buttons, Checkbox, errorOf, ErrorSummary, Input, PostForm, RadioGroup, Select, Shell } from '#libs/ui';
import type { FieldError, Frame, Option } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import { roleTitle } from './membership-words.js';
import type { InvitationForm } from './memberships.js';
import { needsOrganisation } from './organisations.js';
import type { Organisation } from './organisations.js';

const whatRolesDo: Record<Role, string> = {
  prefecture: 'Prépare et suit la convention, tient l’annuaire, habilite.',
  gestionnaire: 'Tient les fiches de ses structures et habilite leurs agents.',
  partner: 'Tient sa fiche, ses référents et ses offres.',
  agent: 'Travaille dans une structure et consulte ce qui la concerne.',
  auditor: 'Lit tout le département, ne change rien.',
};

const families: Record<Organisation['role'], string> = { gestionnaire: 'Gestionnaire', partner: 'Partenaire', agent: 'Structure' };

type InvitePageProps = { frame: Frame; form: InvitationForm; errors: readonly FieldError[]; roles: readonly Role[]; organisations: readonly Organisation[]; sharedWith: readonly string[]; days: number };

/** Somebody is given an habilitation: who, as what, for whom. */
export function InvitePage({ frame, form, errors, roles, organisations, sharedWith, days }: InvitePageProps): VNode {
  const [only] = roles.length === 1 ? roles : [];
  return (
    <Shell frame={frame} title="Inviter une personne" breadcrumb={[{ label: 'Habilitations', href: accountLinks.memberships }, { label: 'Inviter une personne' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Inviter une personne</h1>
        <p class="pf-sentence">Elle recevra un courriel avec un lien à usage unique, valable {days} jours. Si elle a déjà un compte sous le même nom, l’habilitation s’y ajoute.</p>
        <PostForm action={accountLinks.invite} csrf={frame.csrf}>
          <Input name="fullName" label="Prénom et nom" autocomplete="off" spellcheck={false} value={form.fullName} error={errorOf(errors, 'fullName')} />
          <Input name="email" type="email" label="Adresse électronique professionnelle" hint="Une boîte partagée convient : chaque personne y est invitée sous son nom." autocomplete="off" spellcheck={false} value={form.email} error={errorOf(errors, 'email')} />
          {sharedWith.length > 0 && <Checkbox name="sharedMailbox" label={`C’est une boîte partagée : elle est aussi celle de ${sharedWith.join(', ')}.`} checked={form.sharedMailbox} error={errorOf(errors, 'sharedMailbox')} required={true} />}
          {only
            ? <input type="hidden" name="role" value={only} />
            : <RadioGroup name="role" legend="Rôle" value={form.role} error={errorOf(errors, 'role')} choices={roles.map((role) => ({ value: role, label: roleTitle(role), hint: whatRolesDo[role] }))} />}
          {(roles.some(needsOrganisation)) && (
            <Select
              name="organisation" label={only ? 'Structure' : 'Organisme'} {...(!only && { hint: 'À choisir pour un gestionnaire, un partenaire ou un agent ; sans objet pour la préfecture et l’audit.' })}
              placeholder="Choisissez" value={form.organisation} error={errorOf(errors, 'organisation')} required={only !== undefined} unmarked options={organisations.map((organisation) => optionOf(organisation, only !== undefined))}
            />
          )}
          <Buttons><Button>Envoyer l’invitation</Button><ButtonLink href={accountLinks.memberships} kind="secondary">Revenir</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

function optionOf({ id, role, name }: Organisation, alone: boolean): Option {
  return { value: id, label: alone ? name : `${families[role]} : ${name}` };
}
