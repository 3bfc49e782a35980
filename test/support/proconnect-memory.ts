import type { Adapter, AdapterPayload } from 'oidc-provider';

/**
 * What a provider on trial remembers, until its process ends. While `expireCodes` says so, a code is already too old when it is written
 * down: the provider itself then refuses it, and no test has to wait thirty seconds.
 */
export function memoryOfProvider(expireCodes: () => boolean): (model: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  return (model) => {
    const nameOf = (id: string) => `${model} ${id}`;
    const find = (suits: (payload: AdapterPayload) => boolean) => Promise.resolve([...kept.values()].find(suits));
    const forget = async (suits: (name: string, payload: AdapterPayload) => boolean) => {
      for (const [name, payload] of kept) if (suits(name, payload)) kept.delete(name);
    };
    return {
      upsert: async (id, payload) => void kept.set(nameOf(id), model === 'AuthorizationCode' && expireCodes() ? { ...payload, exp: payload.iat! - 1 } : payload),
      find: (id) => Promise.resolve(kept.get(nameOf(id))),
      findByUid: (uid) => find((payload) => payload.uid === uid && kept.get(nameOf(payload.jti ?? '')) === payload),
      findByUserCode: (userCode) => find((payload) => payload.userCode === userCode),
      consume: async (id) => void Object.assign(kept.get(nameOf(id)) ?? {}, { consumed: Math.floor(Date.now() / 1000) }),
      destroy: (id) => forget((name) => name === nameOf(id)),
      revokeByGrantId: (grantId) => forget((_, payload) => payload.grantId === grantId),
    };
  };
}
