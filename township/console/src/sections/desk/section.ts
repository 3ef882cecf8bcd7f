import { Bell } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'desk',
  title: t.desk.title,
  icon: Bell,
  order: 10,
  needs: ['incident.read'],
  page: () => import('./DeskPage.vue'),
}
