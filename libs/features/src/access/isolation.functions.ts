import { wholeTableFunction } from '#libs/platform';

/** Who acts, as `withIdentity` said it for this transaction. Without an identity each is empty, and nothing is seen. */
export const identityFunctions = `
  create function paraphe_serves() returns boolean stable language sql as $$ select current_setting('paraphe.actor_kind', true) = 'system' $$;
  create function paraphe_passes_by() returns boolean stable language sql as $$ select current_setting('paraphe.actor_kind', true) = 'anonymous' $$;
  create function paraphe_actor() returns text stable language sql as $$ select nullif(current_setting('paraphe.actor', true), '') $$;
  create function paraphe_role() returns text stable language sql as $$ select coalesce(current_setting('paraphe.role', true), '') $$;
  create function paraphe_departement() returns text stable language sql as $$ select nullif(current_setting('paraphe.departement', true), '') $$;
  create function paraphe_organisation() returns uuid stable language sql as $$ select nullif(current_setting('paraphe.organisation', true), '')::uuid $$;`;

/** Yes or no about the actor. */
const asks = (signature: string, question: string): string => wholeTableFunction({ signature, returns: 'boolean', body: `answer := ${question}` });

/**
 * What a policy asks of another table. Each answers one question about the actor, and sees that table whole: two policies that looked through
 * one another's would never end.
 */
export const relationFunctions = [
  wholeTableFunction({ signature: 'paraphe_link_round()', returns: 'uuid', body: `answer := (select round_id from link where id = nullif(current_setting('paraphe.link', true), '')::uuid)` }),
  asks('paraphe_party_to(round uuid)', 'exists (select from signatory where round_id = round and body_id = paraphe_organisation()::text)'),
  asks('paraphe_manages(structure uuid)', 'exists (select from structure s where s.id = structure and s.gestionnaire_id = paraphe_organisation())'),
  asks('paraphe_works_in(structure uuid)', 'exists (select from structure s where s.id = structure and paraphe_organisation() in (s.gestionnaire_id, s.id))'),
  asks(
    'paraphe_hosts(local_partner uuid)',
    'exists (select from local_partner_structure p join structure s on s.id = p.structure_id where p.local_partner_id = local_partner and paraphe_organisation() in (s.gestionnaire_id, s.id))',
  ),
  asks(
    'paraphe_speaks_for(departement text, national_partner text, local_partner uuid)',
    `paraphe_organisation() = local_partner
      or exists (select from national_partner_body b where b.id = paraphe_organisation() and b.departement_code = departement and b.national_partner_code = national_partner)`,
  ),
  asks(
    'paraphe_present_in(structure uuid)',
    `exists (select from structure_national_partner p join national_partner_body b using (departement_code, national_partner_code) where p.structure_id = structure and b.id = paraphe_organisation())
      or exists (select from local_partner_structure p where p.structure_id = structure and p.local_partner_id = paraphe_organisation())`,
  ),
].join('');

/**
 * The journal's chain goes on whoever writes: the last line and the head of a subject, and the newest line of all, must be known to writers
 * who may not read them. They learn hashes and ranks, and no word of the lines.
 */
export const journalFunctions = [
  wholeTableFunction({
    signature: 'journal_place(p_subject text, p_subject_id text, out seq bigint, out witness bigint, out head_rank integer, out head_hash text, out head_mac text, out last_rank integer, out last_hash text)',
    returns: 'record', volatility: 'volatile',
    body: `
      select nextval('journal_seq_seq'), (select max(j.seq) from journal j), h.rank, h.hash, h.mac, l.rank, l.hash
      into seq, witness, head_rank, head_hash, head_mac, last_rank, last_hash
      from (select 1) as one
      left join journal_head h on h.subject = p_subject and h.subject_id = p_subject_id
      left join lateral (select j.rank, j.hash from journal j where j.subject = p_subject and j.subject_id = p_subject_id order by j.rank desc limit 1) l on true`,
  }),
  wholeTableFunction({
    signature: 'journal_advance(p_subject text, p_subject_id text, p_rank integer, p_hash text, p_mac text)', returns: 'void', volatility: 'volatile',
    body: `
      insert into journal_head (subject, subject_id, rank, hash, mac) values (p_subject, p_subject_id, p_rank, p_hash, p_mac)
      on conflict (subject, subject_id) do update set rank = excluded.rank, hash = excluded.hash, mac = excluded.mac`,
  }),
].join('');
