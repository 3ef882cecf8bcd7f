// Who is logged in, and what the hub says they may do. Nothing here decides a permission: it asks
// what the hub listed, so that a page is not offered that would only answer "no".

import { computed, ref } from 'vue'
import { api, sessionsEnded, setToken, type Schemas } from '@/api/client'

export const me = ref<Schemas['Me'] | null>(null)
export const who = computed(() => me.value?.who ?? null)
export const mustChange = computed(() => me.value?.must_change ?? false)

const seenEnded = ref(0)
/** Whether the session ended under an open page: the log-in lies over it, and what was typed stays. */
export const ended = computed(() => me.value !== null && sessionsEnded.value > seenEnded.value)

async function takeUp(): Promise<void> {
  const found = await api.get('/api/v1/me')
  setToken(found.csrf)
  me.value = found
  seenEnded.value = sessionsEnded.value
}

/** Takes up the session that the browser still has, if any. */
export async function resume(): Promise<void> {
  try {
    await takeUp()
  } catch {
    seenEnded.value = sessionsEnded.value
  }
}

export async function logIn(login: string, password: string, code?: string): Promise<void> {
  const before = who.value?.person
  const begun = await api.post('/api/v1/session', { body: { login, password, ...(code ? { code } : {}) } })
  // Somebody else at the same screen begins with an empty page.
  if (before && before !== begun.who.person) {
    location.assign('/')
    return
  }
  setToken(begun.csrf)
  await takeUp()
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  const begun = await api.post('/api/v1/session/password', { body: { old, new: fresh } })
  setToken(begun.csrf)
  await takeUp()
}

export async function logOut(): Promise<void> {
  await api.delete('/api/v1/session')
  location.assign('/')
}

/**
 * A permission as the hub names it: `incident.read`. With `@township` it must reach the whole township, as
 * pages do that list all of it: who may read what is their own has nothing to look for there.
 */
export type Need = `${string}.${string}` | `${string}.${string}@township`

const WHOLE = ['own_township', 'county']

const rights = computed(() => {
  const has = new Set<string>()
  for (const right of me.value?.rights ?? []) {
    for (const allowed of right.actions) {
      has.add(`${right.object}.${allowed.action}`)
      if (WHOLE.includes(allowed.within)) has.add(`${right.object}.${allowed.action}@township`)
    }
  }
  return has
})

/** Whether one of the roles may do one of these. */
export function may(...needs: Need[]): boolean {
  return needs.some((need) => rights.value.has(need))
}
