import { Grid } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'cells',
  title: t.cells.title,
  icon: Grid,
  order: 30,
  needs: ['directory.read'],
  page: () => import('./CellsPage.vue'),
  children: [{ path: 'board/:cell', component: () => import('./BoardPage.vue'), meta: { bare: true } }],
}
