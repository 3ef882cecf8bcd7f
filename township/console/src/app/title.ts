// The title of the window: what page it is, and before it how many 特急 wait for somebody.
import { ref, watchEffect } from 'vue'
import { t } from '@/locales'

export const pageTitle = ref('')
export const urgentMark = ref(0)

watchEffect(() => {
  const name = pageTitle.value ? `${pageTitle.value} · ${t.app.name}` : t.app.name
  document.title = urgentMark.value > 0 ? `(${urgentMark.value}) ${name}` : name
})
