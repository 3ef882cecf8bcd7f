// What the hub says happens, as server-sent events: what kind of thing changed and which one, never
// a value. A page names what it wants to hear and asks again; after a gap everything is asked again.

import { onScopeDispose, ref } from 'vue'
import { sessionsEnded, type Schemas } from '@/api/client'

type Change = Schemas['Change']
export type Thing = Change['thing']

/** Whether events arrive now. */
export const live = ref(false)

const hearers = new Map<Thing, Set<(change: Change) => void>>()
let source: EventSource | null = null
let lost = false

function tell(thing: Thing, change: Change): void {
  for (const hears of hearers.get(thing) ?? []) hears(change)
}

function everything(): void {
  for (const thing of hearers.keys()) tell(thing, { thing: 'everything', org: '' })
}

/** Begins to listen; called once there is a session. */
export function listen(): void {
  silence()
  source = new EventSource('/api/v1/events')
  source.addEventListener('hello', () => {
    live.value = true
    if (lost) everything()
    lost = false
  })
  source.addEventListener('behind', everything)
  source.addEventListener('change', (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as Change
    if (change.thing === 'everything') everything()
    else tell(change.thing, change)
  })
  source.addEventListener('ended', () => {
    sessionsEnded.value += 1
    silence()
  })
  source.onerror = () => {
    live.value = false
    lost = true
    // The browser tries again by itself, unless the hub said no: then we do after a while.
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => source && listen(), 5_000)
  }
}

export function silence(): void {
  source?.close()
  source = null
  live.value = false
}

/** Hears of changes as long as the calling component lives; `everything` after a gap. */
export function on(thing: Thing, hears: (change: Change) => void): void {
  const set = hearers.get(thing) ?? new Set()
  hearers.set(thing, set)
  set.add(hears)
  onScopeDispose(() => set.delete(hears))
}
