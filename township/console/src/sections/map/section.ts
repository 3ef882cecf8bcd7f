import { MapLocation } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'map',
  title: t.map.title,
  icon: MapLocation,
  order: 15,
  needs: ['directory.read'],
  page: () => import('./MapPage.vue'),
}
