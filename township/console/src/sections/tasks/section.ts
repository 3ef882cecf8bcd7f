import { List } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'tasks',
  title: t.tasks.title,
  icon: List,
  order: 50,
  needs: ['templates.read'],
  page: () => import('./TasksPage.vue'),
  children: [{ path: 'paper/:id', component: () => import('./TemplatePaper.vue'), meta: { bare: true } }],
}
