// The sections of the console. A section is a folder under src/sections with a section.ts; nothing
// else names it: routes, navigation and permissions come from there.

import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Need } from './session'

export interface Section {
  /** Path of the section, without the slash; also its id. */
  id: string
  /** Name in the navigation: two or three characters. */
  title: string
  icon: Component
  /** Place in the navigation. */
  order: number
  /** Any of these opens the section; none: everybody who is logged in. */
  needs: Need[]
  /** The page, loaded when opened. */
  page: () => Promise<unknown>
  /** Further pages, below the section's path. */
  children?: RouteRecordRaw[]
  /** Whether the page stands alone, without bar and navigation. */
  bare?: boolean
  /** What it does as long as somebody is inside whom it is open to, whatever page is shown. */
  background?: () => void
  /** Whether it stands apart at the bottom of the navigation. */
  last?: boolean
}

const found = import.meta.glob<{ section: Section }>('../sections/*/section.ts', { eager: true })

export const sections: Section[] = Object.values(found)
  .map((file) => file.section)
  .sort((a, b) => a.order - b.order)
