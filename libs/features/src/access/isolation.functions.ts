/** What a definer function needs: it sees everything, and nobody can slip another table under its names. */
const definer = `security definer set search_path = public, pg_temp set paraphe.actor_kind = 'system'`;

/** Who acts, as `withIdentity` said it for this transaction. Without an identity each is empty, and nothing is seen. */
export const identityFunctions = `
  create function paraphe_serves() returns boolean stable language sql as $$ select current_setting('paraphe.actor_kind', true) = 'system' $$;
  create function paraphe_passes_by() returns boolean stable language sql as $$ select current_setting('paraphe.actor_kind', true) = 'anonymous' $$;
  create function paraphe_actor() returns text stable language sql as $$ select nullif(current_setting('paraphe.actor', true), '') $$;
  create function paraphe_role() returns text stable language sql as $$ select coalesce(current_setting('paraphe.role', true), '') $$;
  create function paraphe_departement() returns text stable language sql as $$ select nullif(current_setting('paraphe.departement', true), '') $$;
  create function paraphe_organisation() returns uuid stable language sql as $$ select nullif(current_setting('paraphe.organisation', true), '')::uuid $$;`;

/**
 * What a policy asks of another table. Each answers one question about the actor, and sees that table whole: two policies that looked through
 * one another's would never end.
 */
export const relationFunctions = `
  create function paraphe_link_round() returns uuid stable language sql ${definer} as $$
    select round_id from link where id = nullif(current_setting('paraphe.link', true), '')::uuid $$;
  create function paraphe_party_to(round uuid) returns boolean stable language sql ${definer} as $$
    select exists (select from signatory where round_id = round and body_id = paraphe_organisation()::text) $$;
  create function paraphe_manages(structure uuid) returns boolean stable language sql ${definer} as $$
    select exists (select from structure s where s.id = structure and s.gestionnaire_id = paraphe_organisation()) $$;
  create function paraphe_works_in(structure uuid) returns boolean stable language sql ${definer} as $$
    select exists (select from structure s where s.id = structure and paraphe_organisation() in (s.gestionnaire_id, s.id)) $$;
  create function paraphe_hosts(local_partner uuid) returns boolean stable language sql ${definer} as $$
    select exists (select from local_partner_structure p join structure s on s.id = p.structure_id where p.local_partner_id = local_partner and paraphe_organisation() in (s.gestionnaire_id, s.id)) $$;
  create function paraphe_speaks_for(departement text, national_partner text, local_partner uuid) returns boolean stable language sql ${definer} as $$
    select paraphe_organisation() = local_partner
      or exists (select from national_partner_body b where b.id = paraphe_organisation() and b.departement_code = departement and b.national_partner_code = national_partner) $$;
  create function paraphe_present_in(structure uuid) returns boolean stable language sql ${definer} as $$
    select exists (select from structure_national_partner p join national_partner_body b using (departement_code, national_partner_code) where p.structure_id = structure and b.id = paraphe_organisation())
      or exists (select from local_partner_structure p where p.structure_id = structure and p.local_partner_id = paraphe_organisation()) $$;`;

/**
 * The journal's chain goes on whoever writes: the last line and the head of a subject, and the newest line of all, must be known to writers
 * who may not read them. They learn hashes and ranks, and no word of the lines.
 */
export const journalFunctions = `
  create function journal_place(p_subject text, p_subject_id text, out seq bigint, out witness bigint, out head_rank integer, out head_hash text, out head_mac text, out last_rank integer, out last_hash text)
    volatile language sql ${definer} as $$
      select nextval('journal_seq_seq'), (select max(j.seq) from journal j), h.rank, h.hash, h.mac, l.rank, l.hash
      from (select 1) as one
      left join journal_head h on h.subject = p_subject and h.subject_id = p_subject_id
      left join lateral (select j.rank, j.hash from journal j where j.subject = p_subject and j.subject_id = p_subject_id order by j.rank desc limit 1) l on true $$;
  create function journal_advance(p_subject text, p_subject_id text, p_rank integer, p_hash text, p_mac text) returns void volatile language sql ${definer} as $$
    insert into journal_head (subject, subject_id, rank, hash, mac) values (p_subject, p_subject_id, p_rank, p_hash, p_mac)
    on conflict (subject, subject_id) do update set rank = excluded.rank, hash = excluded.hash, mac = excluded.mac $$;`;
