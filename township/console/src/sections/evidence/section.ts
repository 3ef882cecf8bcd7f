import { FolderChecked } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'evidence',
  title: t.evidence.title,
  icon: FolderChecked,
  order: 55,
  needs: ['clue.read@township', 'case.read'],
  page: () => import('./EvidencePage.vue'),
  children: [
    // What was signed for a day names nobody: whoever is logged in may print it.
    { path: 'heads/:day', component: () => import('./HeadSheet.vue'), meta: { bare: true, needs: [] } },
    { path: 'officers', component: () => import('./OfficersPage.vue'), meta: { needs: ['directory.import'] } },
  ],
}
