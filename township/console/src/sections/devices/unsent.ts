// What a phone still held beside what it sent, in words: its own count, never a guess.
import type { Schemas } from '@/api/client'
import { fill, t } from '@/locales'

export function unsentOf(heard: Pick<Schemas['Heard'], 'unsent_entries' | 'unsent_files'>): string {
  const { unsent_entries: entries, unsent_files: files } = heard
  if (!entries && !files) return t.devices.unsentNone
  const parts = [entries ? fill(t.devices.unsentEntries, { n: entries }) : '', files ? fill(t.devices.unsentFiles, { n: files }) : '']
  return parts.filter(Boolean).join('，')
}
