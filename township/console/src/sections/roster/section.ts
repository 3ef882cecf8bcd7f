import { User } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'roster',
  title: t.roster.title,
  icon: User,
  order: 40,
  needs: ['roster.read'],
  page: () => import('./RosterPage.vue'),
  children: [
    { path: 'statement/:household/:person', component: () => import('./StatementPage.vue'), meta: { bare: true } },
    { path: 'import', component: () => import('./ImportPage.vue'), meta: { needs: ['roster.import'] } },
  ],
}
