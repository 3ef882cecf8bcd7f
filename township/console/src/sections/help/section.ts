import { QuestionFilled } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'help',
  title: t.help.title,
  icon: QuestionFilled,
  order: 90,
  needs: [],
  page: () => import('./HelpPage.vue'),
  last: true,
}
