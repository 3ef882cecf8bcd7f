// What was typed for a step and not yet handed in. It outlives a cut line and a session that ended;
// it lives in this page alone and is gone with it.
import { reactive } from 'vue'
import type { Values } from './forms'

const drafts = reactive(new Map<string, Values>())

export function draft(incident: string, step: string): Values {
  const key = `${incident}/${step}`
  if (!drafts.has(key)) drafts.set(key, {})
  return drafts.get(key) as Values
}

export function discard(incident: string, step: string): void {
  drafts.delete(`${incident}/${step}`)
}
