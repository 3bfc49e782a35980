/** What a person may be here. One person may hold several of these, in one or several départements, and acts under one at a time. */
export const roles = ['prefecture', 'gestionnaire', 'partner', 'agent', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** On whose behalf somebody acts: a person under one membership, or a program under its token. */
export type Standing = {
  role: Role;
  departementCode: string;
  /** A gestionnaire's, the local body of a national partner's or a local partner's, the structure of an agent; null for the préfecture and an auditor. */
  organisationId: string | null;
  /** The person; null for a program. */
  accountId: string | null;
};

/** Whose an object is. */
export type Holding = {
  /** Null: shared by every département (the built-in model). */
  departementCode: string | null;
  /** Organisations and persons it belongs to. */
  owners: readonly string[];
  /** Organisations it concerns without belonging to them: a structure concerns the partners present in it. */
  related: readonly string[];
};

/** From the closest to the farthest. */
export const relations = ['own', 'related', 'departement', 'shared', 'foreign'] as const;
export type Relation = (typeof relations)[number];

/** How far an action reaches for a role: to what is its own, to what concerns it, to its whole département, or to what all départements share. */
type Reach = Exclude<Relation, 'foreign'>;

/** What is done, named by its object. `read` looks, `write` changes one, `manage` also makes and ends them; `close` ends a person's every access. */
export type Action = keyof typeof policy;

/**
 * The one policy table: role × action × relation. Pages, buttons and the API read it; PostgreSQL's row-level security says the same a second time.
 * A role that is not named may do nothing. An auditor only ever reads.
 */
export const policy = {
  'directory.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own', partner: 'own', agent: 'own' },
  'directory.manage': { prefecture: 'departement' },
  'directory.import': { prefecture: 'departement' },
  'directory.export': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own', partner: 'own', agent: 'own' },
  'prefecture.read': { prefecture: 'departement', auditor: 'departement' },
  'structure.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own', partner: 'related', agent: 'own' },
  'structure.write': { prefecture: 'departement', gestionnaire: 'own' },
  'gestionnaire.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own', agent: 'related' },
  'gestionnaire.write': { prefecture: 'departement', gestionnaire: 'own' },
  'national_partner.read': { prefecture: 'departement', auditor: 'departement', partner: 'own' },
  'national_partner.write': { prefecture: 'departement', partner: 'own' },
  'local_partner.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'own', agent: 'related' },
  'local_partner.write': { prefecture: 'departement', partner: 'own' },
  'referent.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'own', agent: 'related' },
  'referent.write': { prefecture: 'departement', partner: 'own' },
  'offer.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'own', agent: 'related' },
  'offer.write': { prefecture: 'departement', partner: 'own' },
  'candidate.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own', partner: 'own' },
  'candidate.write': { prefecture: 'departement', gestionnaire: 'own', partner: 'own' },
  'round.read': { prefecture: 'departement', auditor: 'departement' },
  'round.manage': { prefecture: 'departement' },
  'agreement.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'related' },
  'agreement.manage': { prefecture: 'departement' },
  'notice.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'related' },
  'notice.file': { prefecture: 'departement', gestionnaire: 'related', partner: 'related' },
  'notice.record': { prefecture: 'departement', gestionnaire: 'related', partner: 'own' },
  'notice.examine': { gestionnaire: 'related' },
  'notice.decide': { prefecture: 'departement' },
  'adhesion.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'own' },
  'adhesion.ask': { prefecture: 'departement', partner: 'departement' },
  'adhesion.examine': { gestionnaire: 'related' },
  'adhesion.manage': { prefecture: 'departement' },
  'assignment.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'related' },
  'assignment.ask': { prefecture: 'departement', gestionnaire: 'related', partner: 'related' },
  'assignment.consent': { prefecture: 'departement', gestionnaire: 'related', partner: 'related' },
  'assignment.manage': { prefecture: 'departement' },
  'amendment.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'related' },
  'amendment.propose': { prefecture: 'departement', gestionnaire: 'related', partner: 'related' },
  'amendment.manage': { prefecture: 'departement' },
  'obligation.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'related', partner: 'related', agent: 'related' },
  'obligation.prove': { prefecture: 'departement', gestionnaire: 'related', agent: 'own' },
  'obligation.manage': { prefecture: 'departement' },
  'mandate.read': { agent: 'own' },
  'mandate.issue': { agent: 'own' },
  'mandate.act': { agent: 'own' },
  'mandate.end': { agent: 'own' },
  'mandate.count': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own', agent: 'own' },
  'mandate.dispute': { gestionnaire: 'related' },
  'disposal.read': { gestionnaire: 'own' },
  'disposal.manage': { gestionnaire: 'own' },
  'breach.read': { gestionnaire: 'own', agent: 'own' },
  'breach.declare': { gestionnaire: 'own', agent: 'own' },
  'breach.manage': { gestionnaire: 'own' },
  'evidence.read': { prefecture: 'departement', auditor: 'departement' },
  'model.read': { prefecture: 'shared', auditor: 'shared' },
  'model.manage': { prefecture: 'departement' },
  'account.read': { prefecture: 'departement', auditor: 'departement', gestionnaire: 'own' },
  'account.manage': { prefecture: 'departement', gestionnaire: 'own' },
  'account.close': { prefecture: 'departement' },
  'token.manage': { prefecture: 'departement', gestionnaire: 'own', partner: 'own', agent: 'own' },
  'webhook.manage': { prefecture: 'departement', gestionnaire: 'own', partner: 'own' },
  'personal_data.manage': { prefecture: 'departement' },
  'self.manage': { prefecture: 'own', auditor: 'own', gestionnaire: 'own', partner: 'own', agent: 'own' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>;

export const actions = Object.keys(policy) as Action[];

/** How an object stands to somebody. What is one's own stays so wherever it is; nothing else crosses the border of a département. */
export function relationOf({ departementCode, organisationId, accountId }: Standing, holding: Holding): Relation {
  const mine = (ids: readonly string[]) => ids.some((id) => id === organisationId || id === accountId);
  if (mine(holding.owners)) return 'own';
  if (holding.departementCode === null) return 'shared';
  if (holding.departementCode !== departementCode) return 'foreign';
  return mine(holding.related) ? 'related' : 'departement';
}

/** Whether a role may do this to an object that stands so to it. */
export function allows(role: Role, action: Action, relation: Relation): boolean {
  const reach = reachOf(role, action);
  return reach !== null && relations.indexOf(relation) <= relations.indexOf(reach);
}

/** How far a role's action reaches; null when it may do it to nothing. */
export function reachOf(role: Role, action: Action): Reach | null {
  return (policy[action] as Partial<Record<Role, Reach>>)[role] ?? null;
}
