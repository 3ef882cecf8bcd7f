// Something asked of the hub, with the states a page must show.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Asked<T> {
  value: ShallowRef<T | null>
  busy: Ref<boolean>
  error: ShallowRef<unknown>
  load: () => Promise<void>
}

/** Asks with `ask`; an answer that comes after a newer question is dropped. */
export function asked<T>(ask: () => Promise<T>): Asked<T> {
  const value = shallowRef<T | null>(null) as ShallowRef<T | null>
  const busy = ref(false)
  const error = shallowRef<unknown>(null)
  let turn = 0
  async function load(): Promise<void> {
    const mine = ++turn
    busy.value = true
    try {
      const found = await ask()
      if (mine === turn) {
        value.value = found
        error.value = null
      }
    } catch (problem) {
      if (mine === turn) error.value = problem
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  return { value, busy, error, load }
}
