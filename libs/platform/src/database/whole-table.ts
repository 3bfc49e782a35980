type WholeTableFunction = {
  /** `name(parameter type, …)`. */
  signature: string;
  returns: string;
  /** `volatile` when it writes or draws a number. */
  volatility?: 'stable' | 'volatile';
  /** One statement of PL/pgSQL, or several: it fills `answer` unless it returns nothing. */
  body: string;
};

/**
 * The SQL of a function that answers one question with whole tables under its eyes, whoever asks; nobody can slip another table under its
 * names. It says so by the same setting as `withIdentity`, in its body and not in its header: a header that names a setting of ours is
 * refused to all but a superuser, which the owner of the database is not. The setting is given back with the answer, and a fault undoes it
 * with the transaction.
 */
export function wholeTableFunction({ signature, returns, volatility = 'stable', body }: WholeTableFunction): string {
  const answers = returns !== 'void' && returns !== 'record';
  return `
  create function ${signature}${returns === 'record' ? '' : ` returns ${returns}`} ${volatility} language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      acting text := current_setting('paraphe.actor_kind', true);
      ${answers ? `answer ${returns};` : ''}
    begin
      perform set_config('paraphe.actor_kind', 'system', true);
      ${body};
      perform set_config('paraphe.actor_kind', coalesce(acting, ''), true);
      ${answers ? 'return answer;' : ''}
    end $$;`;
}
