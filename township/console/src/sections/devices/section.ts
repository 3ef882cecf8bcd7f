import { Iphone } from '@element-plus/icons-vue'
import type { Section } from '@/app/registry'
import { t } from '@/locales'

export const section: Section = {
  id: 'devices',
  title: t.devices.title,
  icon: Iphone,
  order: 60,
  needs: ['devices.read@township'],
  page: () => import('./DevicesPage.vue'),
}
