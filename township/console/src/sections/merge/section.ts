import { Connection } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'merge',
  title: t.merge.title,
  icon: Connection,
  order: 20,
  needs: ['roster.resolve', 'quarantine.read'],
  page: () => import('./MergePage.vue'),
}
