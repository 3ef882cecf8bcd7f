import { Monitor } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'wall',
  title: t.wall.title,
  icon: Monitor,
  order: 85,
  needs: ['incident.read'],
  page: () => import('./WallPage.vue'),
  bare: true,
}
