import { Document } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'ledgers',
  title: t.ledgers.title,
  icon: Document,
  order: 70,
  needs: ['incident.read', 'roster.export', 'rights.read', 'case.export'],
  page: () => import('./LedgersPage.vue'),
  children: [
    { path: 'print', component: () => import('./IncidentSheet.vue'), meta: { bare: true, needs: ['incident.read'] } },
    { path: 'sheet/:id', component: () => import('./ListSheet.vue'), meta: { bare: true } },
    { path: 'paper', component: () => import('./PaperSheet.vue'), meta: { bare: true } },
  ],
}
