import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import HomePage from './HomePage.vue'
import { sections } from './registry'
import type { Need } from './session'
import { pageTitle } from './title'

declare module 'vue-router' {
  interface RouteMeta {
    needs?: Need[]
    title?: string
    /** Without bar and navigation: wall screen, prints. */
    bare?: boolean
  }
}

const pages: RouteRecordRaw[] = sections.flatMap((section) => [
  {
    path: `/${section.id}`,
    component: section.page as RouteRecordRaw['component'],
    meta: { needs: section.needs, title: section.title, bare: section.bare },
  } as RouteRecordRaw,
  ...(section.children ?? []).map(
    (child) =>
      ({
        ...child,
        path: `/${section.id}/${child.path}`,
        meta: { needs: section.needs, title: section.title, ...child.meta },
      }) as RouteRecordRaw,
  ),
])

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: HomePage },
    ...pages,
    { path: '/:rest(.*)*', component: () => import('./NotFound.vue') },
  ],
})

router.afterEach((to) => {
  pageTitle.value = to.meta.title ?? ''
})
