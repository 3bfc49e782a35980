import { wholeTableFunction } from '#libs/platform';

/**
 * Mandates counted by structure, month of signature, end and démarche, and acts by structure, month, démarche and kind: numbers only, of the
 * structures that the actor supervises or works in. A mandate of three démarches counts once in the line that names none, and once in each of theirs.
 */
export const mandateCountsFunction = wholeTableFunction({
  signature: 'mandate_counts(from_day date, to_day date)',
  returns: 'jsonb',
  body: `
    answer := (
      with supervised as (
        select s.id from structure s
        where acting in ('account', 'token') and s.departement_code = paraphe_departement() and (
          paraphe_role() in ('prefecture', 'auditor')
          or (paraphe_role() = 'gestionnaire' and s.gestionnaire_id = paraphe_organisation())
          or (paraphe_role() = 'agent' and s.id = paraphe_organisation()))),
      signed as (
        select m.structure_id, to_char(m.signed_on, 'YYYY-MM') as month, coalesce(m.facts->'end'->>'how', 'active') as how, m.demarches
        from mandate m join supervised on supervised.id = m.structure_id where m.signed_on between from_day and to_day),
      counted as (
        select structure_id, month, how, null::text as demarche, count(*) as n from signed group by structure_id, month, how
        union all
        select structure_id, month, how, d.demarche, count(*) from signed cross join unnest(demarches) as d(demarche) group by structure_id, month, how, d.demarche),
      acted as (
        select a.structure_id, to_char(a.at at time zone m.time_zone, 'YYYY-MM') as month, a.demarche, a.kind, count(*) as n
        from mandate_act a join supervised on supervised.id = a.structure_id join mandate m on m.id = a.mandate_id
        where a.at >= from_day::timestamp at time zone 'UTC' - interval '1 day' and a.at < to_day::timestamp at time zone 'UTC' + interval '2 days'
          and (a.at at time zone m.time_zone)::date between from_day and to_day
        group by a.structure_id, month, a.demarche, a.kind)
      select jsonb_build_object(
        'mandates', coalesce((select jsonb_agg(jsonb_build_object('structureId', structure_id, 'month', month, 'end', how, 'demarche', demarche, 'count', n)) from counted), '[]'),
        'acts', coalesce((select jsonb_agg(jsonb_build_object('structureId', structure_id, 'month', month, 'demarche', demarche, 'kind', kind, 'count', n)) from acted), '[]')))`,
});

/**
 * Mandates of a structure whose working data are still to be destroyed: one number, for the préfecture of its département, which removes structures
 * and reads no mandate. A draft that nobody signed is not counted once dropped: its keys go by themselves, and nothing of it is printed.
 */
export const mandateUnfinishedCountFunction = wholeTableFunction({
  signature: 'mandate_unfinished_count(structure uuid)',
  returns: 'integer',
  body: `
    answer := (
      select count(*) from mandate m
      where m.structure_id = structure and acting in ('account', 'token') and paraphe_role() = 'prefecture' and m.departement_code = paraphe_departement()
        and (m.state in ('drafted', 'informed', 'identified', 'defined') or (m.signed_on is not null and m.state not in ('destroyed', 'proof_ended', 'forgotten'))))`,
});
