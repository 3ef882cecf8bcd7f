import { Histogram } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'figures',
  title: t.figures.title,
  icon: Histogram,
  order: 75,
  needs: ['statistics.count@township'],
  page: () => import('./FiguresPage.vue'),
}
