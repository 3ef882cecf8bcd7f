// 特急: a sound until somebody takes it, and a mark in the window's title. The sound is made here, no
// file is loaded; browsers let it sound once somebody has touched the page.

import { onScopeDispose, ref, watch } from 'vue'
import { api } from '@/api/client'
import { on } from '@/app/live'
import { urgentMark } from '@/app/title'

export const soundOn = ref(localStorage.getItem('sound') !== 'off')
watch(soundOn, (on) => localStorage.setItem('sound', on ? 'on' : 'off'))

const EVERY_MS = 8_000
let context: AudioContext | null = null

function ring(): void {
  context ??= new AudioContext()
  const begin = context.currentTime
  for (const at of [0, 0.25, 0.5]) {
    const tone = context.createOscillator()
    const loud = context.createGain()
    tone.frequency.value = 880
    loud.gain.setValueAtTime(0.15, begin + at)
    loud.gain.exponentialRampToValueAtTime(0.001, begin + at + 0.2)
    tone.connect(loud).connect(context.destination)
    tone.start(begin + at)
    tone.stop(begin + at + 0.2)
  }
}

/** Urgent ones that nobody has taken, counted as they come and go. */
const untaken = ref(0)

async function count(): Promise<void> {
  const page = await api.get('/api/v1/incidents', { query: { open: true, limit: 1 } }).catch(() => null)
  if (page) untaken.value = page.counts.urgent_untaken
}

/** Rings and marks the window as long as there are some, whatever page is open. */
export function alarm(): void {
  let timer: ReturnType<typeof setInterval> | undefined
  on('incident', () => void count())
  void count()
  watch(
    [untaken, soundOn],
    ([some, sounds]) => {
      clearInterval(timer)
      urgentMark.value = some
      if (some === 0 || !sounds) return
      ring()
      timer = setInterval(ring, EVERY_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearInterval(timer)
    urgentMark.value = 0
  })
}
