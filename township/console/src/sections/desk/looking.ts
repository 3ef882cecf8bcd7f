// Who else has an incident open; the reader knows of oneself.
import { who } from '@/app/session'

export function others(names: string[]): string {
  return names.filter((name) => name !== who.value?.name).join('、')
}
