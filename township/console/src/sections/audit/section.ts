import { Stamp } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'audit',
  title: t.audit.title,
  icon: Stamp,
  order: 80,
  needs: [],
  page: () => import('./AuditPage.vue'),
}
