// 特急: a sound until somebody takes it, and a mark in the window's title. The sound is made here, no
// file is loaded; browsers let it sound once somebody has touched the page.

import { onScopeDispose, ref, watch, type Ref } from 'vue'
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

/** Rings as long as `untaken` counts urgent ones that nobody has taken. */
export function alarm(untaken: Ref<number>): void {
  let timer: ReturnType<typeof setInterval> | undefined
  watch(
    [untaken, soundOn],
    ([count, on]) => {
      clearInterval(timer)
      urgentMark.value = count
      if (count === 0 || !on) return
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
