// Numbers beside the names of sections: what waits there, set by the section that knows.
import { reactive } from 'vue'

export const badges = reactive<Record<string, number>>({})
