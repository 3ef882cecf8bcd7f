import { Bell } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'
import { alarm } from './alarm'

export const section: Section = {
  id: 'desk',
  title: t.desk.title,
  icon: Bell,
  order: 10,
  needs: ['incident.read'],
  background: alarm,
  page: () => import('./DeskPage.vue'),
}
